// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io;

import dev.probity.topics.EventReader;
import dev.probity.topics.InboundEvent;
import dev.probity.topics.Topics;
import dev.probity.topics.codec.Codecs;
import dev.probity.topics.codec.Decoded;
import dev.probity.topics.io.KafkaSettings;
import dev.probity.topics.io.TopicReader;
import dev.probity.topics.record.Candidate;
import dev.probity.topics.record.CandidateEvent;
import dev.probity.topics.record.OffsetRange;
import dev.probity.topics.record.Prediction;
import dev.probity.topics.record.SourcePosition;
import dev.probity.topics.record.Variant;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** The newest decisions on the stream, each with the candidate it is about. */
public final class RecentDecisions {
  /** Most decisions that are held at a time. */
  public static final int MOST = 20_000;

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final EventReader CANDIDATES = EventReader.of(Topics.CANDIDATES);

  private final KafkaSettings kafka;
  private final TopicReader reader;

  /** Decisions of a cluster. */
  public RecentDecisions(KafkaSettings kafka) {
    this.kafka = kafka;
    this.reader = new TopicReader(() -> new KafkaConsumer<>(kafka.consumer("impact")), PATIENCE);
  }

  /**
   * Reads the newest decisions of the champions of a model.
   *
   * @param model name of the model
   * @param last how many, at most {@link #MOST}
   * @param each gets every decision whose candidate is still on its topic
   * @return how many decisions there were, with those whose candidate is gone
   */
  public int read(String model, int last, BiConsumer<Prediction, Candidate> each) {
    if (last < 1 || last > MOST) {
      throw new IllegalArgumentException("last must be 1 to " + MOST + ": " + last);
    }
    List<Prediction> newest = newest(model, last);
    Map<SourcePosition, Prediction> wanted = new HashMap<>();
    newest.forEach(one -> wanted.put(one.source(), one));
    Map<TopicPartition, OffsetRange> ranges = new HashMap<>();
    String topic = kafka.names().of(Topics.CANDIDATES);
    for (Prediction one : newest) {
      long offset = one.source().offset();
      ranges.merge(
          new TopicPartition(topic, one.source().partition()),
          new OffsetRange(offset, offset + 1),
          (a, b) -> new OffsetRange(Math.min(a.from(), b.from()), Math.max(a.to(), b.to())));
    }
    if (!ranges.isEmpty()) {
      reader.read(ranges, record -> candidate(record, wanted, each));
    }
    return newest.size();
  }

  private List<Prediction> newest(String model, int last) {
    List<Prediction> found = new ArrayList<>();
    NewestPredictions.read(
        reader,
        kafka.names(),
        model,
        last,
        prediction -> {
          if (prediction.variant() == Variant.CHAMPION) {
            found.add(prediction);
          }
        });
    found.sort(Comparator.comparing(Prediction::eventTime).thenComparing(Prediction::id));
    return found.subList(Math.max(0, found.size() - last), found.size());
  }

  private static void candidate(
      ConsumerRecord<byte[], byte[]> record,
      Map<SourcePosition, Prediction> wanted,
      BiConsumer<Prediction, Candidate> each) {
    SourcePosition position =
        new SourcePosition(Topics.CANDIDATES.name(), record.partition(), record.offset());
    Prediction prediction = wanted.get(position);
    if (prediction == null) {
      return;
    }
    Candidate candidate = candidate(record, position);
    if (candidate != null) {
      each.accept(prediction, candidate);
    }
  }

  /** The candidate of a record; null when it is none. */
  static @Nullable Candidate candidate(
      ConsumerRecord<byte[], byte[]> record, SourcePosition position) {
    String key = record.key() == null ? null : new String(record.key(), StandardCharsets.UTF_8);
    return CANDIDATES.read(position, key, record.value(), record.headers())
                instanceof Decoded.Valid<InboundEvent>(InboundEvent event)
            && Codecs.candidateEvent(event.eventType(), event.data(record.value()))
                instanceof Decoded.Valid<CandidateEvent>(CandidateEvent found)
            && found instanceof Candidate candidate
        ? candidate
        : null;
  }
}
