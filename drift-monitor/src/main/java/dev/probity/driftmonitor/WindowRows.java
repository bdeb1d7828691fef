// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import dev.probity.topics.record.OffsetRange;
import dev.probity.topics.record.SourcePosition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The rows of a window as outcomes need them later: who, score, decision, groups; and their
 * offsets.
 */
final class WindowRows {
  private final double[] probabilities;
  private final boolean[] decisions;
  private final int[][] groups;
  private final List<String> candidates = new ArrayList<>();
  private final List<Stretch> stretches = new ArrayList<>();
  private int size;

  /** The offsets seen of one partition. */
  private static final class Stretch {
    private final String topic;
    private final int partition;
    private long from;
    private long to;

    Stretch(String topic, int partition, long from, long to) {
      this.topic = topic;
      this.partition = partition;
      this.from = from;
      this.to = to;
    }
  }

  WindowRows(int capacity) {
    probabilities = new double[capacity];
    decisions = new boolean[capacity];
    groups = new int[capacity][];
  }

  void add(OpenRows.Row row) {
    probabilities[size] = row.probability();
    decisions[size] = row.positive();
    groups[size] = row.groups();
    candidates.add(row.candidateId());
    size++;
    SourcePosition position = row.position();
    for (Stretch stretch : stretches) {
      if (stretch.partition == position.partition() && stretch.topic.equals(position.topic())) {
        stretch.from = Math.min(stretch.from, position.offset());
        stretch.to = Math.max(stretch.to, position.offset() + 1);
        return;
      }
    }
    stretches.add(
        new Stretch(
            position.topic(), position.partition(), position.offset(), position.offset() + 1));
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

  Map<String, OffsetRange> offsets() {
    Map<String, OffsetRange> offsets = new TreeMap<>();
    for (Stretch stretch : stretches) {
      offsets.put(
          stretch.topic + "-" + stretch.partition, new OffsetRange(stretch.from, stretch.to));
    }
    return offsets;
  }

  byte[] toBytes() {
    StateOutput out = new StateOutput().count(size);
    for (int row = 0; row < size; row++) {
      out.number(probabilities[row]).flag(decisions[row]).text(candidates.get(row));
      out.count(groups[row].length);
      for (int group : groups[row]) {
        out.count(group);
      }
    }
    out.count(stretches.size());
    for (Stretch stretch : stretches) {
      out.text(stretch.topic).count(stretch.partition).whole(stretch.from).whole(stretch.to);
    }
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
      int[] groups = new int[in.count()];
      for (int i = 0; i < groups.length; i++) {
        groups[i] = in.count();
      }
      rows.groups[rows.size] = groups;
    }
    for (int left = in.count(); left > 0; left--) {
      rows.stretches.add(new Stretch(in.text(), in.count(), in.whole(), in.whole()));
    }
    return rows;
  }
}
