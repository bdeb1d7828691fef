// SPDX-License-Identifier: Apache-2.0
package dev.probity.scorer.io;

import dev.probity.scorer.CandidateReader;
import dev.probity.scorer.CandidateReader.Reading;
import dev.probity.scorer.Contender;
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
import dev.probity.topics.record.Candidate;
import dev.probity.topics.record.ChallengeMode;
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
import java.util.function.Consumer;
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
  private final Consumer<Prediction> recorded;

  private final Map<Integer, RecentEvents> recent = new HashMap<>();
  private final Map<Integer, Long> takenOverAt = new HashMap<>();
  private final Map<Integer, Span> spans = new HashMap<>();
  private ModelTimeline timeline = ModelTimeline.empty();
  private List<ModelSwitch> unacknowledged = List.of();
  private final List<Prediction> underWay = new ArrayList<>();

  /** A release, what is compared with it, and the offsets of a partition they score. */
  private record Span(
      ServingModel model,
      @Nullable Contender contender,
      @Nullable ServingModel beside,
      long from,
      long until) {
    boolean holds(long offset) {
      return offset >= from && offset < until;
    }
  }

  /**
   * A record that waits to be scored: its place in the poll, its trace, and whether what is said
   * only stands beside what is decided.
   */
  private record Waiting(int place, Trace trace, boolean beside) {}

  /** The release that scores a candidate, its role in that, and what to remark. */
  private record Choice(ServingModel model, Variant variant, List<String> remarks) {}

  /** A candidate that was read, and where. */
  private record Case(Candidate candidate, SourcePosition at, Instant time, Trace trace) {}

  /** The records of a poll that one release scores. */
  private record Together(ScoringBatch scoring, List<Waiting> waiting) {
    static Together under(ServingModel serving) {
      return new Together(new ScoringBatch(serving), new ArrayList<>());
    }
  }

  /**
   * A step that has not begun.
   *
   * @param recorded is told of each prediction the broker has acknowledged, and must not wait
   */
  ScorerStep(
      TopicNames names,
      String instance,
      String model,
      ChampionDesk desk,
      ReleaseLoader loader,
      StreamHistory history,
      CandidateReader candidates,
      ScoringMeters meters,
      InstantSource clock,
      Consumer<Prediction> recorded) {
    this.names = names;
    this.instance = instance;
    this.model = model;
    this.desk = desk;
    this.loader = loader;
    this.history = history;
    this.candidates = candidates;
    this.meters = meters;
    this.clock = clock;
    this.recorded = recorded;
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
    ReleaseRef release =
        new ReleaseRef(champion.digest(), champion.model().version(), contender(champion));
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
    underWay.clear();
    meters.batch();
    Handled[] handled = new Handled[batch.size()];
    Map<ServingModel, Together> together = new IdentityHashMap<>();
    for (int place = 0; place < handled.length; place++) {
      read(batch.get(place), place, handled, together);
    }
    forward(batch, together, handled);
    return Arrays.asList(handled);
  }

  /** What only stands beside goes before what is decided: readers keep the last of a candidate. */
  private void forward(
      List<ConsumerRecord<byte[], byte[]>> batch,
      Map<ServingModel, Together> together,
      Handled[] handled) {
    Instant now = clock.instant();
    Map<Integer, List<ProducerRecord<byte[], byte[]>>> outputs = new HashMap<>();
    for (Together one : together.values()) {
      List<Prediction> predictions = one.scoring().predictions();
      underWay.addAll(predictions);
      for (int i = 0; i < predictions.size(); i++) {
        Waiting waiting = one.waiting().get(i);
        meters.scored(predictions.get(i));
        List<ProducerRecord<byte[], byte[]>> records =
            outputs.computeIfAbsent(waiting.place(), place -> new ArrayList<>(2));
        records.add(
            waiting.beside() ? 0 : records.size(),
            toRecord(batch.get(waiting.place()), predictions.get(i), waiting.trace(), now));
      }
    }
    outputs.forEach((place, records) -> handled[place] = new Handled.Forwarded(records));
  }

  @Override
  public void acknowledged() {
    underWay.forEach(recorded);
    underWay.clear();
  }

  /** The challenger of this champion; a release is not compared with itself. */
  private @Nullable Contender contender(ServingModel champion) {
    Contender wanted = desk.contender();
    return wanted == null || wanted.release().digest().equals(champion.digest()) ? null : wanted;
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
        Case arrivedCase =
            new Case(arrived.candidate(), position, arrived.eventTime(), arrived.trace());
        Span span = spanAt(one.partition(), one.offset());
        String asked = arrived.release();
        handled[place] =
            asked == null || asked.equals(span.model().digest())
                ? decide(arrivedCase, asked == null, span, place, together)
                : asked(arrivedCase, asked, place, together);
      }
    }
  }

  /**
   * The champion decides, or the challenger about its share of those who ask for no release; null
   * when it waits.
   */
  private @Nullable Handled decide(
      Case one, boolean open, Span span, int place, Map<ServingModel, Together> together) {
    Contender contender = span.contender();
    ServingModel beside = span.beside();
    if (open && contender != null && beside != null && contender.decides(one.candidate().id())) {
      Choice share = new Choice(beside, Variant.CHALLENGER, List.of(Prediction.SHARE));
      // Whom the challenger cannot score the champion decides about, as about all others.
      if (add(one, share, new Waiting(place, one.trace(), false), together) == null) {
        return null;
      }
    }
    Choice champion = new Choice(span.model(), Variant.CHAMPION, List.of());
    Unscorable refused = add(one, champion, new Waiting(place, one.trace(), false), together);
    if (refused != null) {
      return refused(refused.stage(), refused.code(), refused.reason());
    }
    if (contender != null
        && beside != null
        && contender.challenge().mode() == ChallengeMode.SHADOW) {
      Choice shadow = new Choice(beside, Variant.CHALLENGER, List.of(Prediction.SHADOW));
      add(one, shadow, new Waiting(place, one.trace(), true), together);
    }
    return null;
  }

  /** The candidate asks for a release that is retained; null when it waits. */
  private @Nullable Handled asked(
      Case one, String asked, int place, Map<ServingModel, Together> together) {
    ReleaseRef known = desk.retained(asked);
    ServingModel retained = known == null ? null : quietly(known);
    if (retained == null) {
      return refused(Stage.SCORE, ReasonCode.MODEL_MISSING, "the release asked for is not here");
    }
    Choice choice = new Choice(retained, Variant.CHALLENGER, List.of());
    Unscorable refused = add(one, choice, new Waiting(place, one.trace(), false), together);
    return refused == null ? null : refused(refused.stage(), refused.code(), refused.reason());
  }

  private static @Nullable Unscorable add(
      Case one, Choice choice, Waiting waiting, Map<ServingModel, Together> together) {
    Together others = together.computeIfAbsent(choice.model(), Together::under);
    Unscorable refused =
        others
            .scoring()
            .add(one.candidate(), one.at(), one.time(), choice.variant(), choice.remarks());
    if (refused == null) {
      others.waiting().add(waiting);
    }
    return refused;
  }

  /** A release nobody must wait for; null when it is not here. */
  private @Nullable ServingModel quietly(ReleaseRef release) {
    try {
      return loader.load(release) instanceof Loading.Ready(ServingModel model, int rows)
          ? model
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

  private Span spanAt(int partition, long offset) throws OutageException {
    Span span = spans.get(partition);
    if (span == null || !span.holds(offset)) {
      @Nullable ReleaseRef release = timeline.releaseAt(partition, offset);
      if (release == null) {
        throw new OutageException("no release is active");
      }
      Contender contender = release.contender();
      span =
          new Span(
              load(release.alone()),
              contender,
              contender == null ? null : beside(contender),
              offset,
              timeline.sameUntil(partition, offset));
      spans.put(partition, span);
    }
    return span;
  }

  /** A challenger that decides must be there; one in the shadow may be missing. */
  private @Nullable ServingModel beside(Contender contender) throws OutageException {
    return contender.challenge().mode() == ChallengeMode.AB
        ? load(contender.release())
        : quietly(contender.release());
  }

  private ServingModel load(ReleaseRef release) throws OutageException {
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
