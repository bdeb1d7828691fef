// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.io;

import dev.probity.topics.TopicNames;
import dev.probity.topics.Topics;
import dev.probity.topics.record.OffsetRange;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Turns the ends a person names, times or offsets, into the offsets a training reads. */
public final class OffsetWindow {
  private final Consumer<byte[], byte[]> consumer;
  private final TopicNames names;

  /**
   * A window over the candidates and outcomes topics.
   *
   * @param consumer without a group; used by the calling thread only
   * @param names the topics' names
   */
  public OffsetWindow(Consumer<byte[], byte[]> consumer, TopicNames names) {
    this.consumer = consumer;
    this.names = names;
  }

  /**
   * The offsets between two ends, for every partition of both topics.
   *
   * @param from first record: a time in RFC 3339 or {@code TOPIC-PARTITION=OFFSET,...}; null for
   *     the oldest there is. Partitions that offsets do not name begin with their oldest record
   * @param to the end, excluded, likewise; null for where the topics end now
   * @throws IllegalArgumentException when an end is neither, or names an unknown partition
   * @throws OffsetsGoneException when records since the first end are past their retention
   */
  public Map<String, OffsetRange> between(@Nullable String from, @Nullable String to)
      throws OffsetsGoneException {
    List<TopicPartition> partitions = partitions();
    Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions);
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    Map<TopicPartition, Long> firsts = resolved(partitions, from, begins, ends);
    Map<TopicPartition, Long> lasts = resolved(partitions, to, ends, ends);
    boolean timed = from != null && from.indexOf('=') < 0;
    Map<String, OffsetRange> ranges = new TreeMap<>();
    for (TopicPartition partition : partitions) {
      long begin = at(begins, partition);
      long first = at(firsts, partition);
      if (first < begin || (timed && begin > 0 && first == begin && first < at(ends, partition))) {
        throw new OffsetsGoneException(
            name(partition)
                + " holds records from offset "
                + begin
                + " on only: those since "
                + from
                + " are past the topic's retention. Maybe begin later; the ledger still has their"
                + " bodies");
      }
      ranges.put(name(partition), range(partition, first, at(lasts, partition), from, to));
    }
    return ranges;
  }

  private OffsetRange range(
      TopicPartition partition, long from, long to, @Nullable String first, @Nullable String last) {
    if (to < from) {
      throw new IllegalArgumentException(
          name(partition) + " would end before it begins: " + first + " to " + last);
    }
    return new OffsetRange(from, to);
  }

  private Map<TopicPartition, Long> resolved(
      List<TopicPartition> partitions,
      @Nullable String end,
      Map<TopicPartition, Long> open,
      Map<TopicPartition, Long> ends) {
    Map<TopicPartition, Long> found = new HashMap<>(open);
    if (end == null) {
      return found;
    }
    if (end.indexOf('=') >= 0) {
      Map<String, TopicPartition> known = new TreeMap<>();
      partitions.forEach(partition -> known.put(name(partition), partition));
      offsets(end)
          .forEach(
              (name, offset) -> {
                TopicPartition partition = known.get(name);
                if (partition == null) {
                  throw new IllegalArgumentException(
                      "no partition " + name + ". Maybe one of " + known.keySet());
                }
                found.put(partition, offset);
              });
      return found;
    }
    long millis = time(end).toEpochMilli();
    Map<TopicPartition, Long> asked = new HashMap<>();
    partitions.forEach(partition -> asked.put(partition, millis));
    Map<TopicPartition, OffsetAndTimestamp> first = consumer.offsetsForTimes(asked);
    for (TopicPartition partition : partitions) {
      OffsetAndTimestamp one = first.get(partition);
      found.put(partition, one == null ? at(ends, partition) : one.offset());
    }
    return found;
  }

  private static Map<String, Long> offsets(String text) {
    Map<String, Long> offsets = new TreeMap<>();
    for (String part : text.split(",", -1)) {
      int sign = part.indexOf('=');
      try {
        offsets.put(part.substring(0, Math.max(0, sign)), Long.valueOf(part.substring(sign + 1)));
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException(
            part + " is no TOPIC-PARTITION=OFFSET, such as probity.candidates.v1-0=1200", e);
      }
    }
    return offsets;
  }

  private static Instant time(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(
          text
              + " is neither a time such as 2026-11-01T00:00:00Z nor offsets such as"
              + " probity.candidates.v1-0=1200",
          e);
    }
  }

  private List<TopicPartition> partitions() {
    List<TopicPartition> partitions = new ArrayList<>();
    for (String topic : List.of(names.of(Topics.CANDIDATES), names.of(Topics.OUTCOMES))) {
      consumer
          .partitionsFor(topic)
          .forEach(info -> partitions.add(new TopicPartition(topic, info.partition())));
    }
    return partitions;
  }

  private String name(TopicPartition partition) {
    return names.withoutPrefix(partition.topic()) + "-" + partition.partition();
  }

  private static long at(Map<TopicPartition, Long> offsets, TopicPartition partition) {
    return Objects.requireNonNull(offsets.get(partition), () -> "no offset of " + partition);
  }
}
