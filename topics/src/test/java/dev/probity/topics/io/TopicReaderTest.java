// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.topics.record.OffsetRange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

class TopicReaderTest {
  private static final TopicPartition ZERO = new TopicPartition("t", 0);
  private static final TopicPartition ONE = new TopicPartition("t", 1);

  private final MockConsumer<byte[], byte[]> client = new MockConsumer<>("earliest");
  private final AtomicLong nanos = new AtomicLong();
  private final TopicReader reader =
      new TopicReader(() -> client, Duration.ofSeconds(1), () -> nanos.getAndAdd(100_000_000));
  private final List<String> seen = new ArrayList<>();
  private final List<PartitionInfo> known = new ArrayList<>();

  @Test
  void givesUpWhenTheBrokerStaysSilent() {
    // Given
    holds(ZERO, 0, 5);
    // When
    // Then
    assertThrows(TimeoutException.class, () -> reader.readAll("t", this::note));
    assertTrue(client.closed());
  }

  @Test
  void anEmptyTopicIsReadAtOnce() {
    // Given
    holds(ZERO, 0, 0);
    // When
    reader.readAll("t", this::note);
    // Then
    assertEquals(List.of(), seen);
  }

  @Test
  void readsEveryPartitionToItsEnd() {
    // Given
    holds(ZERO, 0, 2);
    holds(ONE, 0, 1);
    delivers(ZERO, 0, 1);
    delivers(ONE, 0);
    // When
    reader.readAll("t", this::note);
    // Then
    assertEquals(List.of("0@0", "0@1", "1@0"), seen.stream().sorted().toList());
    assertTrue(client.closed());
  }

  @Test
  void readsAStretchAndNothingBehindIt() {
    // Given
    holds(ZERO, 0, 9);
    delivers(ZERO, 3, 4, 5, 6);
    // When
    reader.read(Map.of(ZERO, new OffsetRange(3, 5)), this::note);
    // Then
    assertEquals(List.of("0@3", "0@4"), seen);
  }

  @Test
  void passesOverWhatRetentionHasDropped() {
    // Given
    holds(ZERO, 4, 6);
    delivers(ZERO, 4, 5);
    // When
    reader.read(Map.of(ZERO, new OffsetRange(0, 6)), this::note);
    // Then
    assertEquals(List.of("0@4", "0@5"), seen);
  }

  @Test
  void asksWherePartitionsEnd() {
    // Given
    holds(ZERO, 0, 7);
    // When
    Map<TopicPartition, Long> ends = reader.endOffsets(List.of(ZERO));
    // Then
    assertEquals(Map.of(ZERO, 7L), ends);
  }

  private void holds(TopicPartition partition, long first, long end) {
    client.updateBeginningOffsets(Map.of(partition, first));
    client.updateEndOffsets(Map.of(partition, end));
    known.add(new PartitionInfo("t", partition.partition(), null, null, null));
    client.updatePartitions("t", known);
  }

  private void delivers(TopicPartition partition, long... offsets) {
    client.schedulePollTask(
        () -> {
          for (long offset : offsets) {
            client.addRecord(
                new ConsumerRecord<>(
                    partition.topic(), partition.partition(), offset, new byte[0], new byte[0]));
          }
        });
  }

  private void note(ConsumerRecord<byte[], byte[]> record) {
    seen.add(record.partition() + "@" + record.offset());
  }
}
