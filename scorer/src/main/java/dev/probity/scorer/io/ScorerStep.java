// SPDX-License-Identifier: Apache-2.0
package dev.probity.scorer.io;

import dev.probity.scorer.CandidateReader;
import dev.probity.scorer.CandidateReader.Reading;
import dev.probity.scorer.ModelSwitch;
import dev.probity.scorer.ModelTimeline;
import dev.probity.scorer.RecentEvents;
import dev.probity.scorer.ReleaseRef;
import dev.probity.scorer.ScoringBatch;
import dev.probity.scorer.ScoringResult.Unscorable;
import dev.probity.scorer.ServingModel;
import dev.probity.scorer.io.ReleaseLoader.Loading;
import dev.probity.topics.EventHeaders;
import dev.probity.topics.TopicNames;
import dev.probity.topics.Topics;
import dev.probity.topics.Trace;
import dev.probity.topics.io.AuditPublisher;
import dev.probity.topics.io.BatchStep;
import dev.probity.topics.io.Handled;
import dev.probity.topics.io.OutageException;
import dev.probity.topics.record.Prediction;
import dev.probity.topics.record.ReasonCode;
import dev.probity.topics.record.SourcePosition;
import dev.probity.topics.record.Stage;
import dev.probity.topics.record.Variant;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Candidates to predictions, one poll at a time. Before the first record under a new release the
 * switch is put on the audit topic and acknowledged; positions below it keep their release, also
 * when they come again after a crash.
 */
final class ScorerStep implements BatchStep {
  private static final Handled SKIPPED = new Handled.Skipped();
  private static final String ACTOR = "scorer";

  private final TopicNames names;
  private final String instance;
  private final String model;
  private final ChampionDesk desk;
  private final ReleaseLoader loader;
  private final StreamHistory history;
  private final CandidateReader candidates;
  private final ScoringMeters meters;
  private final InstantSource clock;

  private final Map<Integer, RecentEvents> recent = new HashMap<>();
  private final Map<Integer, Long> takenOverAt = new HashMap<>();
  private final Map<Integer, Span> spans = new HashMap<>();
  private ModelTimeline timeline = ModelTimeline.empty();
  private List<ModelSwitch> unacknowledged = List.of();

  /** A release and the offsets of a partition it scores. */
  private record Span(ServingModel model, long from, long until) {
    boolean holds(long offset) {
      return offset >= from && offset < until;
    }
  }

  /** A record that waits to be scored: its place in the poll, and its trace. */
  private record Waiting(int place, Trace trace) {}

  /** The release that scores a candidate, and its role in that. */
  private record Choice(ServingModel model, Variant variant) {}

  /** The records of a poll that one release scores. */
  private record Together(ScoringBatch scoring, List<Waiting> waiting) {
    static Together under(ServingModel serving) {
      return new Together(new ScoringBatch(serving), new ArrayList<>());
    }
  }

  ScorerStep(
      TopicNames names,
      String instance,
      String model,
      ChampionDesk desk,
      ReleaseLoader loader,
      StreamHistory history,
      CandidateReader candidates,
      ScoringMeters meters,
      InstantSource clock) {
    this.names = names;
    this.instance = instance;
    this.model = model;
    this.desk = desk;
    this.loader = loader;
    this.history = history;
    this.candidates = candidates;
    this.meters = meters;
    this.clock = clock;
  }

  @Override
  public void assigned(Map<TopicPartition, Long> nextOffsets) {
    history
        .endOffsets(nextOffsets.keySet())
        .forEach((partition, end) -> takenOverAt.put(partition.partition(), end));
    recent.putAll(history.recentEvents(nextOffsets, candidates));
    unacknowledged = List.of();
    become(history.timeline());
  }

  @Override
  public void revoked(Set<TopicPartition> partitions) {
    for (TopicPartition partition : partitions) {
      recent.remove(partition.partition());
      takenOverAt.remove(partition.partition());
      spans.remove(partition.partition());
    }
  }

  @Override
  public List<ProducerRecord<byte[], byte[]>> before(Map<TopicPartition, Long> nextOffsets) {
    unacknowledged = List.of();
    ServingModel champion = desk.champion();
    if (champion == null) {
      return List.of();
    }
    Map<Integer, Long> next = new HashMap<>();
    nextOffsets.forEach((partition, offset) -> next.put(partition.partition(), offset));
    ReleaseRef release = new ReleaseRef(champion.digest(), champion.model().version());
    unacknowledged = timeline.switchesTo(model, release, next, takenOverAt);
    Instant now = clock.instant();
    return unacknowledged.stream()
        .map(one -> one.toEntry(Topics.CANDIDATES.name(), instance, ACTOR, now))
        .map(entry -> AuditPublisher.toRecord(names, entry))
        .toList();
  }

  @Override
  public List<Handled> handle(List<ConsumerRecord<byte[], byte[]>> batch) throws OutageException {
    if (!unacknowledged.isEmpty()) {
      ModelTimeline after = timeline;
      for (ModelSwitch one : unacknowledged) {
        after = after.plus(one);
      }
      unacknowledged = List.of();
      become(after);
    }
    meters.batch();
    Handled[] handled = new Handled[batch.size()];
    Map<ServingModel, Together> together = new IdentityHashMap<>();
    for (int place = 0; place < handled.length; place++) {
      read(batch.get(place), place, handled, together);
    }
    Instant now = clock.instant();
    for (Together one : together.values()) {
      List<Prediction> predictions = one.scoring().predictions();
      for (int i = 0; i < predictions.size(); i++) {
        Waiting waiting = one.waiting().get(i);
        meters.scored(predictions.get(i));
        handled[waiting.place()] =
            Handled.Forwarded.one(
                toRecord(batch.get(waiting.place()), predictions.get(i), waiting.trace(), now));
      }
    }
    return Arrays.asList(handled);
  }

  private void become(ModelTimeline changed) {
    timeline = changed;
    spans.clear();
  }

  /** Answers for a record that will not be scored, or lets it wait for the others. */
  private void read(
      ConsumerRecord<byte[], byte[]> one,
      int place,
      Handled[] handled,
      Map<ServingModel, Together> together)
      throws OutageException {
    SourcePosition position =
        new SourcePosition(Topics.CANDIDATES.name(), one.partition(), one.offset());
    Reading reading =
        candidates.read(
            position,
            one.key(),
            one.value(),
            one.headers(),
            Instant.ofEpochMilli(one.timestamp()),
            recent.computeIfAbsent(one.partition(), p -> new RecentEvents()));
    switch (reading) {
      case Reading.Passed passed -> handled[place] = SKIPPED;
      case Reading.Refused(Stage stage, ReasonCode code, String reason) ->
          handled[place] = refused(stage, code, reason);
      case Reading.Arrived arrived -> {
        Choice choice = choose(arrived.release(), modelAt(one.partition(), one.offset()));
        if (choice == null) {
          handled[place] =
              refused(Stage.SCORE, ReasonCode.MODEL_MISSING, "the release asked for is not here");
          return;
        }
        Together others = together.computeIfAbsent(choice.model(), Together::under);
        Unscorable refused =
            others
                .scoring()
                .add(arrived.candidate(), position, arrived.eventTime(), choice.variant());
        if (refused == null) {
          others.waiting().add(new Waiting(place, arrived.trace()));
        } else {
          handled[place] = refused(refused.stage(), refused.code(), refused.reason());
        }
      }
    }
  }

  /** The release of a candidate, which may ask for a retained one; null when that is not here. */
  private @Nullable Choice choose(@Nullable String asked, ServingModel here) {
    if (asked == null || asked.equals(here.digest())) {
      return new Choice(here, Variant.CHAMPION);
    }
    ReleaseRef retained = desk.retained(asked);
    try {
      return retained != null
              && loader.load(retained) instanceof Loading.Ready(ServingModel model, int rows)
          ? new Choice(model, Variant.CHALLENGER)
          : null;
    } catch (OutageException e) {
      // Whoever asks for a release must not hold up those who do not.
      return null;
    }
  }

  private Handled refused(Stage stage, ReasonCode code, String reason) {
    meters.refused(stage, code);
    return new Handled.Refused(stage, code, reason);
  }

  /** A prediction carries its candidate's partition number, so that both can be joined. */
  private ProducerRecord<byte[], byte[]> toRecord(
      ConsumerRecord<byte[], byte[]> candidate, Prediction prediction, Trace trace, Instant now) {
    return new ProducerRecord<>(
        names.of(Topics.PREDICTIONS),
        candidate.partition(),
        candidate.key(),
        Topics.PREDICTIONS.codec().encode(prediction),
        EventHeaders.prediction(prediction, now, trace.next(null)));
  }

  private ServingModel modelAt(int partition, long offset) throws OutageException {
    Span span = spans.get(partition);
    if (span == null || !span.holds(offset)) {
      span = new Span(load(partition, offset), offset, timeline.sameUntil(partition, offset));
      spans.put(partition, span);
    }
    return span.model();
  }

  private ServingModel load(int partition, long offset) throws OutageException {
    @Nullable ReleaseRef release = timeline.releaseAt(partition, offset);
    if (release == null) {
      throw new OutageException("no release is active");
    }
    return switch (loader.load(release)) {
      case Loading.Ready(ServingModel ready, int rows) -> ready;
      case Loading.Refused(var code, String detail) ->
          throw new OutageException(
              "release "
                  + release.digest()
                  + ", which scores these positions, is refused: "
                  + code
                  + ", "
                  + detail);
    };
  }
}
