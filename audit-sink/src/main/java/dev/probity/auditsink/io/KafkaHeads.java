// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.io;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.probity.auditsink.note.Checkpoint;
import dev.probity.auditsink.note.SignedNote;
import dev.probity.auditsink.note.VerifierKey;
import dev.probity.topics.Topics;
import dev.probity.topics.codec.Decoded;
import dev.probity.topics.io.TopicReader;
import dev.probity.topics.record.OffsetRange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The checkpoints topic, read from near its end: the newest head that one of the log's own keys has
 * signed. What others wrote there is passed over.
 */
final class KafkaHeads implements PublishedHeads {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int LATEST = 200;

  private final TopicReader reader;
  private final String topic;
  private final List<VerifierKey> keys;

  /**
   * The heads of a log.
   *
   * @param clients makes a consumer without group
   * @param topic the topic's name on the brokers
   * @param keys of the log
   */
  KafkaHeads(Supplier<Consumer<byte[], byte[]>> clients, String topic, List<VerifierKey> keys) {
    this.reader = new TopicReader(clients, PATIENCE);
    this.topic = topic;
    this.keys = List.copyOf(keys);
  }

  @Override
  public @Nullable Checkpoint newest() {
    Map<TopicPartition, OffsetRange> tail = new HashMap<>();
    reader
        .endOffsets(List.of(new TopicPartition(topic, 0)))
        .forEach((at, end) -> tail.put(at, new OffsetRange(Math.max(0, end - LATEST), end)));
    tail.values().removeIf(range -> range.to() == 0);
    List<Checkpoint> heads = new ArrayList<>();
    reader.read(
        tail,
        record -> {
          Checkpoint head = head(record.value());
          if (head != null) {
            heads.add(head);
          }
        });
    return heads.isEmpty() ? null : heads.getLast();
  }

  private @Nullable Checkpoint head(byte @Nullable [] value) {
    if (value == null
        || !(Topics.CHECKPOINTS.codec().decode(value)
            instanceof Decoded.Valid<dev.probity.topics.record.Checkpoint>(var published))) {
      return null;
    }
    try {
      SignedNote note = SignedNote.parse(published.note().getBytes(UTF_8));
      Checkpoint head = Checkpoint.parse(note.text());
      boolean ours = head.origin().equals(keys.getFirst().name());
      return ours && !note.verifiedBy(keys).isEmpty() ? head : null;
    } catch (IllegalArgumentException notOurs) {
      return null;
    }
  }
}
