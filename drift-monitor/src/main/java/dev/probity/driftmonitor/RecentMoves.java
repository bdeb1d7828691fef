// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

/**
 * What moved the alarms since their state was written in full. Between two full states nothing is
 * told, so moving the alarms again by these brings them to where they stood.
 */
final class RecentMoves {
  /** The full state is written at the latest after so many moves. */
  static final int MOST = 50;

  private static final int LABELS = 1;
  private static final int POSITIVE = 2;
  private static final int LABEL = 4;

  private final double[] calibrated = new double[MOST];
  private final byte[] flags = new byte[MOST];
  private int size;

  /** Takes a move as {@link AlertBoard#move} does. */
  void add(boolean labels, double probability, boolean positive, boolean label) {
    calibrated[size] = probability;
    flags[size] = (byte) ((labels ? LABELS : 0) | (positive ? POSITIVE : 0) | (label ? LABEL : 0));
    size++;
  }

  boolean isFull() {
    return size == MOST;
  }

  void clear() {
    size = 0;
  }

  /** Who is moved. */
  interface Movable {
    /** Takes a move. */
    void move(boolean labels, double probability, boolean positive, boolean label);
  }

  /** Moves again by all of them, in their order. */
  void replay(Movable movable) {
    for (int i = 0; i < size; i++) {
      movable.move(
          (flags[i] & LABELS) != 0,
          calibrated[i],
          (flags[i] & POSITIVE) != 0,
          (flags[i] & LABEL) != 0);
    }
  }

  void write(StateOutput out) {
    out.count(size);
    for (int i = 0; i < size; i++) {
      out.number(calibrated[i]).code(flags[i]);
    }
  }

  void read(StateInput in) {
    size = 0;
    for (int left = in.count(); left > 0; left--) {
      calibrated[size] = in.number();
      flags[size++] = (byte) in.code();
    }
  }
}
