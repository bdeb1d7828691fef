// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer;

import dev.probity.topics.EventReader;
import dev.probity.topics.InboundEvent;
import dev.probity.topics.Topics;
import dev.probity.topics.codec.Codecs;
import dev.probity.topics.codec.Decoded;
import dev.probity.topics.profile.CandidateRules;
import dev.probity.topics.profile.CandidateVerdict;
import dev.probity.topics.profile.Label;
import dev.probity.topics.profile.Profile;
import dev.probity.topics.profile.ProtectedAttribute;
import dev.probity.topics.record.Candidate;
import dev.probity.topics.record.CandidateEvent;
import dev.probity.topics.record.FairnessAccess;
import dev.probity.topics.record.Outcome;
import dev.probity.topics.record.SourcePosition;
import dev.probity.topics.record.Withdrawal;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Objects;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Turns records of the two topics into labelled rows. What cannot be trained on is counted under
 * its fate, never skipped silently: bad candidates of both purposes stay on their topic and in the
 * ledger. Only people whose outcome is known become rows, whether they were history or decided on.
 */
public final class TrainingIntake {
  private static final EventReader CANDIDATES = EventReader.of(Topics.CANDIDATES);
  private static final EventReader OUTCOMES = EventReader.of(Topics.OUTCOMES);

  private final Profile profile;
  private final CandidateRules rules;
  private final DatasetBuilder builder;
  private final EnumMap<CandidateFate, Long> candidates = new EnumMap<>(CandidateFate.class);
  private final EnumMap<OutcomeFate, Long> outcomes = new EnumMap<>(OutcomeFate.class);

  /**
   * An intake without records.
   *
   * @param profile the use case the rows must belong to
   * @param access opens the protected attributes, for figures by group
   */
  public TrainingIntake(Profile profile, FairnessAccess access) {
    this.profile = profile;
    this.rules = CandidateRules.of(profile);
    this.builder =
        new DatasetBuilder(
            profile.featureNames(),
            profile.protectedAttributes().stream().map(ProtectedAttribute::name).toList(),
            access);
  }

  /**
   * Takes one record of the candidates topic.
   *
   * @param position where it stands
   * @param key its key as text; null when it is absent or not text
   * @param value its value; null for a Kafka null value
   * @param headers its headers as they came
   * @return the event time it states; null when it states none
   */
  public @Nullable Instant candidate(
      SourcePosition position, @Nullable String key, byte @Nullable [] value, Headers headers) {
    return switch (CANDIDATES.read(position, key, value, headers)) {
      case Decoded.Valid<InboundEvent>(InboundEvent event) -> {
        switch (Codecs.candidateEvent(event.eventType(), event.data(value))) {
          case Decoded.Valid<CandidateEvent>(CandidateEvent found) -> candidate(key, found);
          case Decoded.Invalid<CandidateEvent> invalid -> count(CandidateFate.MALFORMED);
        }
        yield event.time();
      }
      case Decoded.Invalid<InboundEvent> invalid -> {
        count(CandidateFate.MALFORMED);
        yield null;
      }
    };
  }

  /**
   * Takes one record of the outcomes topic.
   *
   * @param position where it stands
   * @param key its key as text; null when it is absent or not text
   * @param value its value; null for a Kafka null value
   * @param headers its headers as they came
   */
  public void outcome(
      SourcePosition position, @Nullable String key, byte @Nullable [] value, Headers headers) {
    switch (OUTCOMES.read(position, key, value, headers)) {
      case Decoded.Valid<InboundEvent>(InboundEvent event) -> {
        switch (Codecs.OUTCOME.decode(event.data(value))) {
          case Decoded.Valid<Outcome>(Outcome outcome) -> outcome(key, outcome);
          case Decoded.Invalid<Outcome> invalid -> count(OutcomeFate.MALFORMED);
        }
      }
      case Decoded.Invalid<InboundEvent> invalid -> count(OutcomeFate.MALFORMED);
    }
  }

  /** Joins what has been taken. Call once, after the last record. */
  public Dataset dataset() {
    return builder.build(candidates, outcomes);
  }

  /** What became of every record; complete once the data set has been joined. */
  public ReplayCounts counts() {
    return new ReplayCounts(candidates, outcomes);
  }

  private void candidate(@Nullable String key, CandidateEvent event) {
    if (!Objects.equals(key, event.key())) {
      count(CandidateFate.MALFORMED);
      return;
    }
    switch (event) {
      case Withdrawal withdrawal -> builder.withdrawal(withdrawal.id());
      case Candidate candidate -> {
        if (!candidate.profile().equals(profile.name())) {
          count(CandidateFate.OTHER_PROFILE);
          return;
        }
        switch (rules.check(candidate)) {
          case CandidateVerdict.Valid valid -> builder.candidate(candidate);
          case CandidateVerdict.Invalid invalid -> count(CandidateFate.REFUSED);
        }
      }
    }
  }

  private void outcome(@Nullable String key, Outcome outcome) {
    if (!Objects.equals(key, outcome.key())) {
      count(OutcomeFate.MALFORMED);
      return;
    }
    switch (profile.target().label(outcome.observed())) {
      case Label.Known known ->
          builder.outcome(outcome.candidateId(), known.positive(), outcome.observedAt());
      case Label.Unknown unknown -> count(OutcomeFate.NO_LABEL);
    }
  }

  private void count(CandidateFate fate) {
    candidates.merge(fate, 1L, Long::sum);
  }

  private void count(OutcomeFate fate) {
    outcomes.merge(fate, 1L, Long::sum);
  }
}
