// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

/** What is known of the truth of a window's rows, and how often the window was reported on it. */
final class WindowLabels {
  static final byte UNKNOWN = 0;
  static final byte NEGATIVE = 1;
  static final byte POSITIVE = 2;

  private final byte[] labels;
  private int revision;

  WindowLabels(int rows) {
    this(new byte[rows], 0);
  }

  private WindowLabels(byte[] labels, int revision) {
    this.labels = labels;
    this.revision = revision;
  }

  byte at(int row) {
    return labels[row];
  }

  void set(int row, boolean label) {
    labels[row] = label ? POSITIVE : NEGATIVE;
  }

  int nextRevision() {
    return ++revision;
  }

  byte[] toBytes() {
    return new StateOutput().count(revision).raw(labels).toBytes();
  }

  static WindowLabels parse(byte[] bytes) {
    StateInput in = new StateInput(bytes);
    int revision = in.count();
    return new WindowLabels(in.raw(), revision);
  }
}
