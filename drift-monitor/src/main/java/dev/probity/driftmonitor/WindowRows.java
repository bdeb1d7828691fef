// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import dev.probity.topics.record.OffsetRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The rows of a window as outcomes need them later: who, score, decision, groups; and their
 * offsets.
 */
final class WindowRows {
  private final double[] probabilities;
  private final boolean[] decisions;
  private final int[][] groups;
  private final List<String> candidates = new ArrayList<>();
  private final int[] hours;
  private final Offsets offsets = new Offsets();
  private int size;

  WindowRows(int capacity) {
    probabilities = new double[capacity];
    decisions = new boolean[capacity];
    groups = new int[capacity][];
    hours = new int[capacity];
  }

  void add(OpenRows.Row row) {
    probabilities[size] = row.probability();
    decisions[size] = row.positive();
    groups[size] = row.groups();
    hours[size] = row.hour();
    candidates.add(row.candidateId());
    size++;
    offsets.add(row.position());
  }

  int size() {
    return size;
  }

  double probability(int row) {
    return probabilities[row];
  }

  boolean positive(int row) {
    return decisions[row];
  }

  /** The index of the row's group, attribute by attribute. */
  int[] groups(int row) {
    return groups[row];
  }

  List<String> candidates() {
    return candidates;
  }

  /** The hour of the row's event, or {@link OpenRows.Row#NO_HOUR}. */
  int hour(int row) {
    return hours[row];
  }

  Map<String, OffsetRange> offsets() {
    return offsets.toRanges();
  }

  byte[] toBytes() {
    StateOutput out = new StateOutput().count(size);
    for (int row = 0; row < size; row++) {
      out.number(probabilities[row]).flag(decisions[row]).text(candidates.get(row));
      out.count(hours[row]).count(groups[row].length);
      for (int group : groups[row]) {
        out.count(group);
      }
    }
    offsets.write(out);
    return out.toBytes();
  }

  static WindowRows parse(byte[] bytes) {
    StateInput in = new StateInput(bytes);
    int size = in.count();
    WindowRows rows = new WindowRows(size);
    for (; rows.size < size; rows.size++) {
      rows.probabilities[rows.size] = in.number();
      rows.decisions[rows.size] = in.flag();
      rows.candidates.add(in.text());
      rows.hours[rows.size] = in.count();
      int[] groups = new int[in.count()];
      for (int i = 0; i < groups.length; i++) {
        groups[i] = in.count();
      }
      rows.groups[rows.size] = groups;
    }
    rows.offsets.read(in);
    return rows;
  }
}
