// SPDX-License-Identifier: Apache-2.0
package dev.probity.scorer.io.openinference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.topics.TopicNames;
import dev.probity.topics.Topics;
import dev.probity.topics.io.KafkaSettings;
import dev.probity.topics.io.TopicReader;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.internals.AutoOffsetResetStrategy;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

/** What the ledger of a door writes is what the next process reads. */
class DoorHistoryTest {
  private static final TopicPartition AUDIT = new TopicPartition(Topics.AUDIT.name(), 0);
  private final MockProducer<byte[], byte[]> topic =
      new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
  private Instant now = Instant.parse("2026-11-02T03:04:05Z");

  private void said(String instance, String model, boolean open) {
    now = now.plusSeconds(1);
    KafkaSettings kafka = KafkaSettings.parse(Map.of("probity.instance.id", instance), "scorer");
    Instant at = now;
    assertTrue(
        new InferenceLedger(topic, kafka, model, "1", () -> at).door("operator-1", open).join());
  }

  private boolean isShut() {
    TopicReader reader = new TopicReader(this::consumer, Duration.ofSeconds(5));
    return new DoorHistory(reader, TopicNames.PLAIN, "0", "m").isShut();
  }

  private Consumer<byte[], byte[]> consumer() {
    MockConsumer<byte[], byte[]> consumer =
        new MockConsumer<>(AutoOffsetResetStrategy.EARLIEST.name());
    Node node = new Node(0, "b", 1);
    consumer.updatePartitions(
        AUDIT.topic(), List.of(new PartitionInfo(AUDIT.topic(), 0, node, null, null)));
    List<ProducerRecord<byte[], byte[]>> sent = new ArrayList<>(topic.history());
    consumer.updateBeginningOffsets(Map.of(AUDIT, 0L));
    consumer.updateEndOffsets(Map.of(AUDIT, (long) sent.size()));
    consumer.schedulePollTask(
        () -> {
          for (int offset = 0; offset < sent.size(); offset++) {
            ProducerRecord<byte[], byte[]> one = sent.get(offset);
            consumer.addRecord(
                new ConsumerRecord<>(
                    AUDIT.topic(),
                    0,
                    offset,
                    0,
                    TimestampType.CREATE_TIME,
                    0,
                    0,
                    one.key(),
                    one.value(),
                    new RecordHeaders(one.headers()),
                    java.util.Optional.empty()));
          }
        });
    return consumer;
  }

  @Test
  void theLastThatWasSaidAboutThisDoorCounts() {
    assertFalse(isShut(), "nobody said anything");
    said("0", "m", false);
    assertTrue(isShut());
    said("0", "m", true);
    assertFalse(isShut());
    said("0", "m", false);
    said("0", "m", false);
    assertTrue(isShut());
    assertEquals(4, topic.history().size());
  }

  @Test
  void aClockThatIsSetBackMakesNothingOlderWin() {
    said("0", "m", false);
    now = now.minusSeconds(3600);
    said("0", "m", true);
    assertFalse(isShut(), "an operator opened it last");
    now = now.minusSeconds(3600);
    said("0", "m", false);
    assertTrue(isShut());
  }

  @Test
  void whatWasSaidAboutAnotherDoorOrModelDoesNot() {
    said("1", "m", false);
    said("0", "other", false);
    assertFalse(isShut());
    said("0", "m", false);
    said("1", "m", true);
    said("0", "other", true);
    assertTrue(isShut());
  }
}
