// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest;

import dev.probity.topics.codec.Codecs;
import dev.probity.topics.codec.Decoded;
import dev.probity.topics.codec.HttpStatus;
import dev.probity.topics.codec.RecordCodec;
import dev.probity.topics.profile.CandidateRules;
import dev.probity.topics.profile.CandidateVerdict;
import dev.probity.topics.profile.Profile;
import dev.probity.topics.profile.Violation;
import dev.probity.topics.record.Candidate;
import dev.probity.topics.record.ReasonCode;
import dev.probity.topics.record.Stage;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Decides at the door who comes in: bytes to a candidate that keeps its profile's rules. */
public final class CandidateIntake {
  private final Map<String, CandidateRules> rules;
  private final Duration maxSkew;

  /**
   * An intake for the use cases given.
   *
   * @param profiles the profiles a candidate may name
   * @param maxSkew how far the sender's time may lie from the arrival
   */
  public CandidateIntake(Collection<Profile> profiles, Duration maxSkew) {
    this.rules =
        profiles.stream().collect(Collectors.toUnmodifiableMap(Profile::name, CandidateRules::of));
    this.maxSkew = maxSkew;
  }

  /** Reads the bytes of one candidate and holds it to its profile. */
  public IntakeResult accept(byte[] bytes, Arrival arrival) {
    String made = arrival.candidateId();
    RecordCodec<Candidate> codec = made == null ? Codecs.CANDIDATE : Codecs.candidateOr(made);
    return switch (codec.decode(bytes)) {
      case Decoded.Valid<Candidate>(Candidate candidate) ->
          isAbout(candidate, arrival)
              ? check(candidate, arrival)
              : new IntakeResult.Refused(
                  ReasonCode.SCHEMA, Stage.DECODE, "ce_subject differs from the id", 400);
      case Decoded.Invalid<Candidate> invalid ->
          new IntakeResult.Refused(
              invalid.code(), Stage.DECODE, invalid.describe(), HttpStatus.of(invalid));
    };
  }

  /** Holds a candidate that was read elsewhere, for example from a file, to its profile. */
  public IntakeResult check(Candidate candidate, Arrival arrival) {
    CandidateRules known = rules.get(candidate.profile());
    if (known == null) {
      return refused(
          ReasonCode.MODEL_MISSING, "/profile: expected one of " + new TreeSet<>(rules.keySet()));
    }
    Violation late =
        CandidateRules.checkTime(candidate.purpose(), arrival.time(), arrival.arrived(), maxSkew);
    if (late != null) {
      return refused(late.code(), late.words());
    }
    return switch (known.check(candidate)) {
      case CandidateVerdict.Valid() -> new IntakeResult.Accepted(candidate);
      case CandidateVerdict.Invalid invalid -> refused(invalid.code(), invalid.reason());
    };
  }

  private static boolean isAbout(Candidate candidate, Arrival arrival) {
    return arrival.subject() == null || arrival.subject().equals(candidate.id());
  }

  private static IntakeResult refused(ReasonCode code, String reason) {
    return new IntakeResult.Refused(code, Stage.VALIDATE, reason, 422);
  }
}
