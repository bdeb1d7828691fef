// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.bench;

import dev.probity.topics.EventReader;
import dev.probity.topics.InboundEvent;
import dev.probity.topics.Topic;
import dev.probity.topics.TopicNames;
import dev.probity.topics.Topics;
import dev.probity.topics.codec.Codecs;
import dev.probity.topics.codec.Decoded;
import dev.probity.topics.record.SourcePosition;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyConfig;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** A stage that reads the monitor's records, parses each as the monitor does, and drops it. */
final class ParsingTopology {
  /** What the monitor reads of a case. */
  static final List<Topic<?, ?>> READ =
      List.of(Topics.CANDIDATES, Topics.PREDICTIONS, Topics.EXPLANATIONS, Topics.OUTCOMES);

  private ParsingTopology() {}

  /**
   * The topology.
   *
   * @param parsed counts the records that could be parsed
   */
  static Topology of(TopicNames names, StreamsConfig config, LongAdder parsed) {
    StreamsBuilder builder = new StreamsBuilder(new TopologyConfig(config));
    for (Topic<?, ?> topic : READ) {
      builder.stream(
              names.of(topic),
              Consumed.with(Serdes.ByteArray(), Serdes.ByteArray())
                  .withName(topic.record() + "-source"))
          .process(() -> new Parser(topic, parsed), Named.as(topic.record() + "-parse"));
    }
    return builder.build();
  }

  /** Parses and drops. */
  private static final class Parser implements Processor<byte[], byte[], Void, Void> {
    private final EventReader outside = EventReader.of(Topics.CANDIDATES);
    private final EventReader truths = EventReader.of(Topics.OUTCOMES);
    private final Topic<?, ?> topic;
    private final LongAdder parsed;
    private final SourcePosition nowhere;

    Parser(Topic<?, ?> topic, LongAdder parsed) {
      this.topic = topic;
      this.nowhere = new SourcePosition(topic.name(), 0, 0);
      this.parsed = parsed;
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
      if (decoded(record) instanceof Decoded.Valid<?>) {
        parsed.increment();
      }
    }

    private @Nullable Decoded<?> decoded(Record<byte[], byte[]> record) {
      if (topic.equals(Topics.PREDICTIONS)) {
        return Codecs.PREDICTION.decode(record.value());
      }
      if (topic.equals(Topics.EXPLANATIONS)) {
        return Codecs.EXPLANATION.decode(record.value());
      }
      return topic.equals(Topics.CANDIDATES) ? candidate(record) : outcome(record);
    }

    private @Nullable Decoded<?> candidate(Record<byte[], byte[]> record) {
      return event(outside, record) instanceof Decoded.Valid<InboundEvent>(InboundEvent event)
          ? Codecs.candidateEvent(event.eventType(), event.data(record.value()))
          : null;
    }

    private @Nullable Decoded<?> outcome(Record<byte[], byte[]> record) {
      return event(truths, record) instanceof Decoded.Valid<InboundEvent>(InboundEvent event)
          ? Codecs.OUTCOME.decode(event.data(record.value()))
          : null;
    }

    private Decoded<InboundEvent> event(EventReader reader, Record<byte[], byte[]> record) {
      String key = new String(record.key(), StandardCharsets.UTF_8);
      return reader.read(nowhere, key, record.value(), record.headers());
    }
  }
}
