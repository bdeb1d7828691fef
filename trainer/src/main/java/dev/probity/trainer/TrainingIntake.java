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
import java.util.function.Predicate;
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
  private final Predicate<String> erased;
  private final RawTables raw = new RawTables();
  private final EnumMap<CandidateFate, Long> candidates = new EnumMap<>(CandidateFate.class);
  private final EnumMap<OutcomeFate, Long> outcomes = new EnumMap<>(OutcomeFate.class);

  /**
   * An intake without records, where nobody was erased.
   *
   * @param profile the use case the rows must belong to
   * @param access opens the protected attributes, for figures by group
   */
  public TrainingIntake(Profile profile, FairnessAccess access) {
    this(profile, access, id -> false);
  }

  /**
   * An intake without records.
   *
   * @param profile the use case the rows must belong to
   * @param access opens the protected attributes, for figures by group
   * @param erased says of a candidate's id whether the person was erased and leaves no row
   */
  public TrainingIntake(Profile profile, FairnessAccess access, Predicate<String> erased) {
    this.profile = profile;
    this.erased = erased;
    this.rules = CandidateRules.of(profile);
    this.builder =
        new DatasetBuilder(
            profile.featureNames(),
            profile.protectedAttributes().stream().map(ProtectedAttribute::name).toList(),
            access);
  }

  /**
   * Takes one record of the candidates topic whose headers state its time.
   *
   * @param position where it stands
   * @param key its key as text; null when it is absent or not text
   * @param value its value; null for a Kafka null value
   * @param headers its headers as they came
   * @return the event time
   */
  public Instant candidate(
      SourcePosition position, @Nullable String key, byte @Nullable [] value, Headers headers) {
    return candidate(position, key, value, headers, Instant.EPOCH);
  }

  /**
   * Takes one record of the candidates topic.
   *
   * @param position where it stands
   * @param key its key as text; null when it is absent or not text
   * @param value its value; null for a Kafka null value
   * @param headers its headers as they came
   * @param recorded when the broker recorded it, the event time of one that states none
   * @return the event time
   */
  public Instant candidate(
      SourcePosition position,
      @Nullable String key,
      byte @Nullable [] value,
      Headers headers,
      Instant recorded) {
    Reading.OfCandidate read = readCandidate(position, key, value, headers, recorded);
    take(read);
    return read.at();
  }

  /**
   * Reads one record of the candidates topic, on any thread.
   *
   * @param position where it stands
   * @param key its key as text; null when it is absent or not text
   * @param value its value; null for a Kafka null value
   * @param headers its headers as they came
   * @param recorded when the broker recorded it, the event time of one that states none
   */
  public Reading.OfCandidate readCandidate(
      SourcePosition position,
      @Nullable String key,
      byte @Nullable [] value,
      Headers headers,
      Instant recorded) {
    return switch (CANDIDATES.read(position, key, value, headers)) {
      case Decoded.Valid<InboundEvent>(InboundEvent event) -> {
        Instant stated = event.time();
        Instant at = stated == null ? recorded : stated;
        yield switch (Codecs.candidateEvent(event.eventType(), event.data(value))) {
          case Decoded.Valid<CandidateEvent>(CandidateEvent found) ->
              read(position, key, found, at);
          case Decoded.Invalid<CandidateEvent> invalid ->
              new Reading.Unusable(position, null, at, CandidateFate.MALFORMED);
        };
      }
      case Decoded.Invalid<InboundEvent> invalid ->
          new Reading.Unusable(position, null, recorded, CandidateFate.MALFORMED);
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
    take(readOutcome(position, key, value, headers));
  }

  /**
   * Reads one record of the outcomes topic, on any thread.
   *
   * @param position where it stands
   * @param key its key as text; null when it is absent or not text
   * @param value its value; null for a Kafka null value
   * @param headers its headers as they came
   */
  public Reading.OfOutcome readOutcome(
      SourcePosition position, @Nullable String key, byte @Nullable [] value, Headers headers) {
    return switch (OUTCOMES.read(position, key, value, headers)) {
      case Decoded.Valid<InboundEvent>(InboundEvent event) ->
          switch (Codecs.OUTCOME.decode(event.data(value))) {
            case Decoded.Valid<Outcome>(Outcome outcome) -> read(position, key, outcome);
            case Decoded.Invalid<Outcome> invalid ->
                new Reading.NoTruth(position, null, OutcomeFate.MALFORMED);
          };
      case Decoded.Invalid<InboundEvent> invalid ->
          new Reading.NoTruth(position, null, OutcomeFate.MALFORMED);
    };
  }

  /** Takes a record that was read; one thread, in the order of the topic. */
  public void take(Reading reading) {
    SourcePosition position = reading.position();
    switch (reading) {
      case Reading.Unusable(var place, HashedId id, Instant at, CandidateFate fate) -> {
        raw.candidate(position, id, at, fate.code());
        candidates.merge(fate, 1L, Long::sum);
      }
      case Reading.Withdrawn(var place, HashedId id, Instant at) -> {
        raw.candidate(position, id, at, CandidateFate.WITHDRAWN.code());
        builder.withdrawal(id, at);
      }
      case Reading.Arrived(var place, HashedId id, int group, Candidate one, Instant at) -> {
        raw.candidate(position, id, at, RawTables.TAKEN);
        builder.candidate(id, group, one, at);
      }
      case Reading.NoTruth(var place, HashedId id, OutcomeFate fate) -> {
        raw.outcome(position, id, null, fate.code());
        outcomes.merge(fate, 1L, Long::sum);
      }
      case Reading.Truth(var place, HashedId id, boolean positive, Instant at) -> {
        raw.outcome(position, id, at, RawTables.TAKEN);
        builder.outcome(id, positive, at);
      }
    }
  }

  /** Joins what has been taken. Call once, after the last record. */
  public Dataset dataset() {
    return builder.build(candidates, outcomes);
  }

  /** Where every record stood and what the intake made of it. */
  public RawTables raw() {
    return raw;
  }

  /** What became of every record; complete once the data set has been joined. */
  public ReplayCounts counts() {
    return new ReplayCounts(candidates, outcomes);
  }

  private Reading.OfCandidate read(
      SourcePosition position, @Nullable String key, CandidateEvent event, Instant at) {
    if (!Objects.equals(key, event.key())) {
      return new Reading.Unusable(position, null, at, CandidateFate.MALFORMED);
    }
    if (erased.test(event.key())) {
      return new Reading.Unusable(position, null, at, CandidateFate.ERASED);
    }
    HashedId id = HashedId.of(event.key());
    return switch (event) {
      case Withdrawal withdrawal -> new Reading.Withdrawn(position, id, at);
      case Candidate candidate -> {
        if (!candidate.profile().equals(profile.name())) {
          yield new Reading.Unusable(position, id, at, CandidateFate.OTHER_PROFILE);
        }
        yield switch (rules.check(candidate)) {
          case CandidateVerdict.Valid valid ->
              new Reading.Arrived(position, id, DatasetBuilder.group(candidate), candidate, at);
          case CandidateVerdict.Invalid invalid ->
              new Reading.Unusable(position, id, at, CandidateFate.REFUSED);
        };
      }
    };
  }

  private Reading.OfOutcome read(SourcePosition position, @Nullable String key, Outcome outcome) {
    if (!Objects.equals(key, outcome.key())) {
      return new Reading.NoTruth(position, null, OutcomeFate.MALFORMED);
    }
    if (erased.test(outcome.candidateId())) {
      return new Reading.NoTruth(position, null, OutcomeFate.ERASED);
    }
    HashedId id = HashedId.of(outcome.candidateId());
    return switch (profile.target().label(outcome.observed())) {
      case Label.Known known ->
          new Reading.Truth(position, id, known.positive(), outcome.observedAt());
      case Label.Unknown unknown -> new Reading.NoTruth(position, id, OutcomeFate.NO_LABEL);
    };
  }
}
