// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io;

import dev.probity.auditsink.io.LedgerReads;
import dev.probity.auditsink.query.Hop;
import dev.probity.topics.EventReader;
import dev.probity.topics.InboundEvent;
import dev.probity.topics.Topic;
import dev.probity.topics.TopicNames;
import dev.probity.topics.codec.Decoded;
import dev.probity.topics.io.KafkaSettings;
import dev.probity.topics.io.TopicReader;
import dev.probity.topics.record.EventType;
import dev.probity.topics.record.OffsetRange;
import dev.probity.topics.record.SourcePosition;
import dev.probity.topics.value.Bytes;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/** What was recorded, wherever it lies: on the topics while they keep it, in the ledger after. */
public interface RecordedEvents {
  /** All of a topic. */
  OffsetRange ALL = new OffsetRange(0, (1L << 53) - 1);

  /**
   * An event.
   *
   * @param position where it stands, under the topic's own name
   * @param time the time of the record
   * @param type what it says it is
   * @param data its value, out of its envelope
   */
  record Event(SourcePosition position, Instant time, EventType type, Bytes data) {}

  /**
   * Reads stretches of a topic; what is gone or erased is passed over.
   *
   * @param ranges by partition, from (included) to (excluded)
   * @param each gets the events, within a partition in the order of the offsets
   */
  void read(Topic<?, ?> topic, Map<Integer, OffsetRange> ranges, Consumer<Event> each);

  /** Reads a whole topic. */
  default void readAll(Topic<?, ?> topic, Consumer<Event> each) {
    Map<Integer, OffsetRange> ranges = new HashMap<>();
    for (int partition = 0; partition < topic.partitions(); partition++) {
      ranges.put(partition, ALL);
    }
    read(topic, ranges, each);
  }

  /** On the topics of these brokers. */
  static RecordedEvents on(KafkaSettings kafka) {
    TopicNames names = kafka.names();
    TopicReader reader =
        new TopicReader(
            () -> new KafkaConsumer<>(kafka.consumer("recorded")), Duration.ofSeconds(30));
    return (topic, ranges, each) -> {
      Map<TopicPartition, OffsetRange> asked = new HashMap<>();
      ranges.forEach(
          (partition, range) -> asked.put(new TopicPartition(names.of(topic), partition), range));
      Map<TopicPartition, Long> ends = reader.endOffsets(asked.keySet());
      asked.replaceAll(
          (partition, range) ->
              new OffsetRange(
                  Math.min(range.from(), ends.getOrDefault(partition, 0L)),
                  Math.min(range.to(), ends.getOrDefault(partition, 0L))));
      EventReader events = EventReader.of(topic);
      reader.read(asked, record -> pass(events, topic, record, each));
    };
  }

  private static void pass(
      EventReader events,
      Topic<?, ?> topic,
      ConsumerRecord<byte[], byte[]> record,
      Consumer<Event> each) {
    SourcePosition position = new SourcePosition(topic.name(), record.partition(), record.offset());
    String key = record.key() == null ? null : new String(record.key(), StandardCharsets.UTF_8);
    if (events.read(position, key, record.value(), record.headers())
        instanceof Decoded.Valid<InboundEvent>(InboundEvent event)) {
      byte[] data = event.data(record.value());
      if (data != null) {
        Instant time = Instant.ofEpochMilli(record.timestamp());
        each.accept(new Event(position, time, event.eventType(), Bytes.copyOf(data)));
      }
    }
  }

  /** In the bodies of a ledger. */
  static RecordedEvents in(LedgerReads ledger) {
    return (topic, ranges, each) ->
        ranges.forEach(
            (partition, range) ->
                ledger.stretch(
                    topic, partition, range.from(), range.to(), hop -> pass(topic, hop, each)));
  }

  private static void pass(Topic<?, ?> topic, Hop hop, Consumer<Event> each) {
    Bytes value = hop.value();
    if (value != null) {
      SourcePosition at = hop.position();
      each.accept(
          new Event(
              new SourcePosition(topic.name(), at.partition(), at.offset()),
              Objects.requireNonNullElse(hop.recordTime(), hop.appendTime()),
              hop.event(),
              value));
    }
  }
}
