// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import dev.probity.model.monitor.WindowFold;

/** A truth on its way to the hour of its decision: all that the hour's sums need of the row. */
final class PendingLabel {
  private final int hour;
  private final double probability;
  private final boolean positive;
  private final int[] groups;
  private final boolean label;
  private final boolean first;

  /**
   * A truth.
   *
   * @param rows the rows the decision is among
   * @param place which of them
   * @param label whether the candidate belongs to the positive class
   * @param first whether nothing was known before; else it corrects the contrary
   */
  PendingLabel(WindowRows rows, int place, boolean label, boolean first) {
    this(
        rows.hour(place),
        rows.probability(place),
        rows.positive(place),
        rows.groups(place),
        label,
        first);
  }

  private PendingLabel(
      int hour, double probability, boolean positive, int[] groups, boolean label, boolean first) {
    this.hour = hour;
    this.probability = probability;
    this.positive = positive;
    this.groups = groups;
    this.label = label;
    this.first = first;
  }

  /** The hour of the decision's event, or {@link OpenRows.Row#NO_HOUR}. */
  int hour() {
    return hour;
  }

  /** Enters the sums of the hour. */
  void addTo(WindowFold fold) {
    if (first) {
      fold.label(probability, positive, groups, label);
    } else {
      fold.relabel(probability, positive, groups, label);
    }
  }

  void write(StateOutput out) {
    out.count(hour).number(probability).flag(positive).count(groups.length);
    for (int group : groups) {
      out.count(group);
    }
    out.flag(label).flag(first);
  }

  static PendingLabel read(StateInput in) {
    int hour = in.count();
    double probability = in.number();
    boolean positive = in.flag();
    int[] groups = new int[in.count()];
    for (int i = 0; i < groups.length; i++) {
      groups[i] = in.count();
    }
    return new PendingLabel(hour, probability, positive, groups, in.flag(), in.flag());
  }
}
