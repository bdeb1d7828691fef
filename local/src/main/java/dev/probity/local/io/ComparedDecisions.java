// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io;

import dev.probity.topics.Topics;
import dev.probity.topics.codec.Decoded;
import dev.probity.topics.io.KafkaSettings;
import dev.probity.topics.io.TopicReader;
import dev.probity.topics.profile.Label;
import dev.probity.topics.profile.Profile;
import dev.probity.topics.record.Candidate;
import dev.probity.topics.record.OffsetRange;
import dev.probity.topics.record.Outcome;
import dev.probity.topics.record.Prediction;
import dev.probity.topics.record.SourcePosition;
import dev.probity.topics.record.Variant;
import dev.probity.trainer.compare.CaseGroups;
import dev.probity.trainer.compare.Comparison;
import dev.probity.trainer.compare.Judged;
import dev.probity.trainer.compare.ReleaseComparison;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/**
 * What champion and challenger said about the newest cases on the stream, with what came of them.
 * One use.
 */
public final class ComparedDecisions {
  /** Most predictions that are read of each partition. */
  public static final int MOST = 200_000;

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final KafkaSettings kafka;
  private final Profile profile;
  private final String model;
  private final String challenger;
  private final TopicReader reader;
  private final CaseGroups opened;
  private final Map<SourcePosition, Said> byChampion = new LinkedHashMap<>();
  private final Map<SourcePosition, Said> inShadow = new LinkedHashMap<>();
  private final Map<SourcePosition, Said> onShare = new LinkedHashMap<>();
  private final Map<String, Boolean> labels = new HashMap<>();
  private final Map<SourcePosition, Map<String, String>> groups = new HashMap<>();

  private record Said(String candidateId, double probability, boolean positive) {}

  /**
   * Decisions of a cluster.
   *
   * @param profile the use case
   * @param model name of the model
   * @param challenger digest of the release that is compared
   */
  public ComparedDecisions(KafkaSettings kafka, Profile profile, String model, String challenger) {
    this.kafka = kafka;
    this.profile = profile;
    this.model = model;
    this.challenger = challenger;
    this.opened = new CaseGroups(profile);
    this.reader = new TopicReader(() -> new KafkaConsumer<>(kafka.consumer("compare")), PATIENCE);
  }

  /**
   * Reads and compares.
   *
   * @param last how many predictions of each partition, the newest, at most {@link #MOST}
   * @param paired whether the cases both judged are compared, else each one's share
   */
  public Comparison compare(int last, boolean paired) {
    predictions(last);
    Map<SourcePosition, Said> theirs = paired ? inShadow : onShare;
    if (paired) {
      byChampion.keySet().retainAll(theirs.keySet());
      theirs.keySet().retainAll(byChampion.keySet());
    } else {
      dropBefore(theirs);
    }
    outcomes();
    candidates(theirs);
    return paired
        ? ReleaseComparison.paired(
            profile, judged(byChampion, byChampion), judged(byChampion, theirs))
        : ReleaseComparison.apart(profile, judged(byChampion, byChampion), judged(theirs, theirs));
  }

  private void predictions(int last) {
    if (last < 1 || last > MOST) {
      throw new IllegalArgumentException("last must be 1 to " + MOST + ": " + last);
    }
    NewestPredictions.read(reader, kafka.names(), model, last, this::take);
  }

  private void take(Prediction prediction) {
    Said said = new Said(prediction.candidateId(), prediction.probability(), prediction.positive());
    if (prediction.variant() == Variant.CHAMPION) {
      byChampion.put(prediction.source(), said);
    } else if (prediction.modelDigest().equals(challenger)) {
      if (prediction.shadow()) {
        inShadow.put(prediction.source(), said);
      } else if (prediction.decides()) {
        onShare.put(prediction.source(), said);
      }
    }
  }

  /** Who was decided about before the challenger had its share is not compared with whom it had. */
  private void dropBefore(Map<SourcePosition, Said> theirs) {
    Map<Integer, Long> first = new HashMap<>();
    theirs.keySet().forEach(at -> first.merge(at.partition(), at.offset(), Math::min));
    byChampion
        .keySet()
        .removeIf(at -> at.offset() < first.getOrDefault(at.partition(), Long.MAX_VALUE));
  }

  private void outcomes() {
    reader.readAll(
        kafka.names().of(Topics.OUTCOMES),
        record -> {
          if (Topics.OUTCOMES.codec().decode(record.value())
                  instanceof Decoded.Valid<Outcome>(Outcome outcome)
              && profile.target().label(outcome.observed()) instanceof Label.Known known) {
            labels.put(outcome.candidateId(), known.positive());
          }
        });
  }

  private void candidates(Map<SourcePosition, Said> theirs) {
    Map<TopicPartition, OffsetRange> ranges = new HashMap<>();
    String topic = kafka.names().of(Topics.CANDIDATES);
    List<SourcePosition> wanted = new ArrayList<>(byChampion.keySet());
    wanted.addAll(theirs.keySet());
    for (SourcePosition at : wanted) {
      ranges.merge(
          new TopicPartition(topic, at.partition()),
          new OffsetRange(at.offset(), at.offset() + 1),
          (a, b) -> new OffsetRange(Math.min(a.from(), b.from()), Math.max(a.to(), b.to())));
    }
    if (!ranges.isEmpty()) {
      reader.read(ranges, record -> candidate(record, theirs));
    }
  }

  private void candidate(ConsumerRecord<byte[], byte[]> record, Map<SourcePosition, Said> theirs) {
    SourcePosition at =
        new SourcePosition(Topics.CANDIDATES.name(), record.partition(), record.offset());
    if (byChampion.containsKey(at) || theirs.containsKey(at)) {
      Candidate candidate = RecentDecisions.candidate(record, at);
      if (candidate != null) {
        groups.put(at, opened.of(candidate));
      }
    }
  }

  /** In the order of the first, what the second says. */
  private List<Judged> judged(Map<SourcePosition, Said> order, Map<SourcePosition, Said> says) {
    List<Judged> judged = new ArrayList<>(order.size());
    for (SourcePosition at : order.keySet()) {
      Said said = says.get(at);
      if (said != null) {
        judged.add(
            new Judged(
                said.probability(),
                said.positive(),
                labels.get(said.candidateId()),
                groups.getOrDefault(at, Map.of())));
      }
    }
    return judged;
  }
}
