// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.monitor;

/**
 * The labelled rows of one group by calibrated probability, in 256 equal cells, and truth: what a
 * test of the group's calibration needs when rows are not kept. Merging adds.
 */
public final class LabelledScores {
  /** Cells of [0, 1]. */
  public static final int CELLS = 256;

  private long[] counts = {};

  LabelledScores() {}

  private static int place(double probability, boolean label) {
    int cell = Math.min(CELLS - 1, (int) (probability * CELLS));
    return 2 * cell + (label ? 1 : 0);
  }

  /** Counts, or with −1 takes back, the truth of a row. */
  void label(double probability, boolean label, int times) {
    room();
    counts[place(probability, label)] += times;
  }

  /** A group that has no labelled row takes no room. */
  private void room() {
    if (counts.length == 0) {
      counts = new long[2 * CELLS];
    }
  }

  void merge(LabelledScores other) {
    if (other.counts.length > 0) {
      room();
      for (int i = 0; i < counts.length; i++) {
        counts[i] = Math.addExact(counts[i], other.counts[i]);
      }
    }
  }

  /**
   * Rows of a cell whose truth is known.
   *
   * @param cell from 0; it holds the probabilities from cell/256 to (cell + 1)/256
   * @param label which truth
   */
  public long rows(int cell, boolean label) {
    return counts.length == 0 ? 0 : counts[2 * cell + (label ? 1 : 0)];
  }

  void write(FoldOutput out) {
    int previous = 0;
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] > 0) {
        out.whole(counts[i]).whole(i - previous);
        previous = i;
      }
    }
    out.whole(0);
  }

  /** Adds what {@link #write} wrote. */
  void add(FoldInput in) {
    int at = 0;
    for (long rows = in.count(); rows > 0; rows = in.count()) {
      room();
      at += in.index(counts.length - at);
      counts[at] = Math.addExact(counts[at], rows);
    }
  }
}
