// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

/**
 * What moves the alarms of a model: a score, or a truth. Its array is handed on, not copied, and
 * nobody changes it.
 */
final class Move {
  private static final int LABELS = 1;
  private static final int POSITIVE = 2;
  private static final int LABEL = 4;
  private static final int[] NONE = {};

  private final int flags;
  private final double calibrated;
  private final int[] groups;

  private Move(int flags, double calibrated, int[] groups) {
    this.flags = flags;
    this.calibrated = calibrated;
    this.groups = groups;
  }

  /** A score and the decision on it; the probability calibrated by the reference's curve. */
  static Move score(double calibrated, boolean positive) {
    return new Move(positive ? POSITIVE : 0, calibrated, NONE);
  }

  /** The truth of a row; of its groups the index, attribute by attribute. */
  static Move truth(double calibrated, boolean positive, boolean label, int[] groups) {
    return new Move(LABELS | (positive ? POSITIVE : 0) | (label ? LABEL : 0), calibrated, groups);
  }

  /** Whether it is a truth. */
  boolean labels() {
    return (flags & LABELS) != 0;
  }

  double calibrated() {
    return calibrated;
  }

  boolean positive() {
    return (flags & POSITIVE) != 0;
  }

  /** The truth; false for a score, which has none. */
  boolean label() {
    return (flags & LABEL) != 0;
  }

  /** Empty for a score. */
  int[] groups() {
    return groups;
  }

  void write(StateOutput out) {
    out.number(calibrated).code(flags).code(groups.length);
    for (int group : groups) {
      out.count(group);
    }
  }

  static Move read(StateInput in) {
    double calibrated = in.number();
    int flags = in.code();
    int[] groups = new int[in.code()];
    for (int i = 0; i < groups.length; i++) {
      groups[i] = in.count();
    }
    return new Move(flags, calibrated, groups);
  }
}
