// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import java.nio.ByteBuffer;

/**
 * What is known of the truth of a window's rows, and how often the window was reported on it. It is
 * held as it is stored, because it is stored with every outcome.
 */
final class WindowLabels {
  static final byte UNKNOWN = 0;
  static final byte NEGATIVE = 1;
  static final byte POSITIVE = 2;

  /** The revision, then the number of rows, then a byte for each. */
  private final byte[] stored;

  private static final int ROWS = 2 * Integer.BYTES;

  WindowLabels(int rows) {
    this(new StateOutput(ROWS + rows).count(0).raw(new byte[rows]).toBytes());
  }

  private WindowLabels(byte[] stored) {
    this.stored = stored;
  }

  byte at(int row) {
    return stored[ROWS + row];
  }

  void set(int row, boolean label) {
    stored[ROWS + row] = label ? POSITIVE : NEGATIVE;
  }

  int nextRevision() {
    ByteBuffer revision = ByteBuffer.wrap(stored);
    revision.putInt(0, revision.getInt(0) + 1);
    return revision.getInt(0);
  }

  byte[] toBytes() {
    return stored.clone();
  }

  static WindowLabels parse(byte[] bytes) {
    StateInput in = new StateInput(bytes);
    in.count();
    in.raw();
    return new WindowLabels(bytes.clone());
  }
}
