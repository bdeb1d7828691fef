// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io;

import dev.probity.topics.DeadLetter;
import dev.probity.topics.Topic;
import dev.probity.topics.Topics;
import dev.probity.topics.codec.Decoded;
import dev.probity.topics.io.KafkaSettings;
import dev.probity.topics.io.TopicReader;
import dev.probity.topics.record.Reject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;

/** What stands on the topics of a broker by now. */
final class TopicRows {
  private final KafkaSettings settings;
  private final TopicReader reader;

  TopicRows(KafkaSettings settings) {
    this.settings = settings;
    this.reader =
        new TopicReader(
            () -> new KafkaConsumer<>(settings.consumer("check")), Duration.ofSeconds(30));
  }

  void each(Topic<?, ?> topic, Consumer<ConsumerRecord<byte[], byte[]>> visit) {
    reader.readAll(settings.names().of(topic), visit);
  }

  /** Every value of the topic; one that cannot be read is a bug of whoever wrote it. */
  <V> List<V> values(Topic<String, V> topic) {
    List<V> values = new ArrayList<>();
    eachValue(topic, values::add);
    return values;
  }

  /** The same, one after the other and none kept. */
  <V> void eachValue(Topic<String, V> topic, Consumer<V> visit) {
    each(topic, one -> visit.accept(valid(topic.codec().decode(one.value()))));
  }

  List<Reject> rejects() {
    List<Reject> rejects = new ArrayList<>();
    each(
        Topics.REJECTS,
        one -> rejects.add(valid(DeadLetter.read(one.key(), one.value(), one.headers()))));
    return rejects;
  }

  private static <V> V valid(Decoded<V> decoded) {
    return switch (decoded) {
      case Decoded.Valid<V>(V value) -> value;
      case Decoded.Invalid<V> invalid -> throw new AssertionError(invalid.describe());
    };
  }

  /** The number of records on all topics the ledger records. */
  long audited() {
    long[] count = {0};
    Topics.audited().forEach(topic -> each(topic, one -> count[0]++));
    return count[0];
  }
}
