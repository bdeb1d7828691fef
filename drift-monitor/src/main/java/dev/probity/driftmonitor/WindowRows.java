// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import dev.probity.topics.record.OffsetRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The rows of a window as outcomes need them later: who, score, decision; and their offsets. */
final class WindowRows {
  private final double[] probabilities;
  private final boolean[] decisions;
  private final List<String> candidates = new ArrayList<>();
  private final Map<String, OffsetRange> offsets = new TreeMap<>();
  private int size;

  WindowRows(int capacity) {
    probabilities = new double[capacity];
    decisions = new boolean[capacity];
  }

  void add(Observation observation) {
    probabilities[size] = observation.probability();
    decisions[size] = observation.positive();
    candidates.add(observation.candidateId());
    size++;
    String partition = observation.position().topic() + "-" + observation.position().partition();
    long offset = observation.position().offset();
    offsets.merge(
        partition,
        new OffsetRange(offset, offset + 1),
        (a, b) -> new OffsetRange(Math.min(a.from(), b.from()), Math.max(a.to(), b.to())));
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

  List<String> candidates() {
    return candidates;
  }

  Map<String, OffsetRange> offsets() {
    return offsets;
  }

  byte[] toBytes() {
    StateOutput out = new StateOutput().count(size);
    for (int row = 0; row < size; row++) {
      out.number(probabilities[row]).flag(decisions[row]).text(candidates.get(row));
    }
    out.count(offsets.size());
    offsets.forEach((name, range) -> out.text(name).whole(range.from()).whole(range.to()));
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
    }
    for (int left = in.count(); left > 0; left--) {
      rows.offsets.put(in.text(), new OffsetRange(in.whole(), in.whole()));
    }
    return rows;
  }
}
