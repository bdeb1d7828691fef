// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import dev.probity.topics.record.OffsetRange;
import dev.probity.topics.record.SourcePosition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The offsets a window rests on: per partition from the first to behind the last. */
final class Offsets {
  private final List<Stretch> stretches = new ArrayList<>();

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

  void add(SourcePosition position) {
    add(position.topic(), position.partition(), position.offset(), position.offset() + 1);
  }

  void add(String topic, int partition, long from, long to) {
    for (Stretch stretch : stretches) {
      if (stretch.partition == partition && stretch.topic.equals(topic)) {
        stretch.from = Math.min(stretch.from, from);
        stretch.to = Math.max(stretch.to, to);
        return;
      }
    }
    stretches.add(new Stretch(topic, partition, from, to));
  }

  void merge(Offsets other) {
    other.stretches.forEach(one -> add(one.topic, one.partition, one.from, one.to));
  }

  /** These and those of others. */
  Map<String, OffsetRange> and(Offsets others) {
    Map<String, OffsetRange> all = toRanges();
    all.putAll(others.toRanges());
    return all;
  }

  Map<String, OffsetRange> toRanges() {
    Map<String, OffsetRange> offsets = new TreeMap<>();
    for (Stretch stretch : stretches) {
      offsets.put(
          stretch.topic + "-" + stretch.partition, new OffsetRange(stretch.from, stretch.to));
    }
    return offsets;
  }

  void write(StateOutput out) {
    out.count(stretches.size());
    for (Stretch stretch : stretches) {
      out.text(stretch.topic).count(stretch.partition).whole(stretch.from).whole(stretch.to);
    }
  }

  /** Adds what {@link #write} wrote. */
  void read(StateInput in) {
    for (int left = in.count(); left > 0; left--) {
      add(in.text(), in.count(), in.whole(), in.whole());
    }
  }
}
