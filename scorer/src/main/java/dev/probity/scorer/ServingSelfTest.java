// SPDX-License-Identifier: Apache-2.0
package dev.probity.scorer;

import dev.probity.model.bundle.Bundle;
import dev.probity.model.bundle.SelfTest;
import dev.probity.model.bundle.SelfTestRow;
import dev.probity.model.bundle.Served;
import dev.probity.scorer.ScoringResult.Scored;
import dev.probity.scorer.ScoringResult.Skipped;
import dev.probity.scorer.ScoringResult.Unscorable;
import dev.probity.topics.Topics;
import dev.probity.topics.codec.Codecs;
import dev.probity.topics.codec.Decoded;
import dev.probity.topics.profile.CandidateRules;
import dev.probity.topics.profile.MissingPolicy;
import dev.probity.topics.profile.Profile;
import dev.probity.topics.profile.ProtectedAttribute;
import dev.probity.topics.record.Candidate;
import dev.probity.topics.record.Prediction;
import dev.probity.topics.record.SourcePosition;
import java.time.Instant;
import java.util.List;

/**
 * Sends the rows a release carries through the real serving path (decode, validate, encode, score,
 * encode) and compares to the bit, so that a release that would be served differently from how it
 * was trained cannot serve at all.
 */
public final class ServingSelfTest {
  private static final SourcePosition SOURCE = new SourcePosition(Topics.CANDIDATES.name(), 0, 0);

  private ServingSelfTest() {}

  /** Runs the rows of a release through the path it would be served on. */
  public static SelfTest.Verdict run(Bundle bundle, ServingModel serving) {
    return run(bundle.selfTest(), serving);
  }

  static SelfTest.Verdict run(List<SelfTestRow> rows, ServingModel serving) {
    ServingModel open = withoutDemands(serving);
    return SelfTest.run(rows, bytes -> serve(open, bytes));
  }

  /**
   * The rows are constructed: they carry the protected attributes that the profile demands, or none
   * at all; all other rules stay. A release gets its version from who releases it, later.
   */
  private static ServingModel withoutDemands(ServingModel serving) {
    Profile whole = serving.profile();
    Profile open =
        new Profile(
            whole.name(),
            whole.title(),
            whole.description(),
            whole.source(),
            whole.licence(),
            whole.groupField(),
            whole.features(),
            whole.protectedAttributes().stream().map(ServingSelfTest::optional).toList(),
            whole.target(),
            whole.fairness(),
            whole.gate(),
            whole.alarms(),
            whole.digest());
    return new ServingModel(
        serving.model().withVersion("self-test"), serving.scorer(), open, CandidateRules.of(open));
  }

  private static ProtectedAttribute optional(ProtectedAttribute one) {
    return new ProtectedAttribute(
        one.name(), one.label(), one.codes(), one.privileged(), MissingPolicy.ALLOW);
  }

  static Served serve(ServingModel serving, byte[] bytes) {
    return switch (Codecs.CANDIDATE.decode(bytes)) {
      case Decoded.Invalid<Candidate> invalid ->
          new Served.NotScored(invalid.code().code() + " " + invalid.describe());
      case Decoded.Valid<Candidate>(Candidate candidate) ->
          switch (Scoring.score(serving, candidate, SOURCE, Instant.EPOCH)) {
            case Skipped skipped -> new Served.NotScored("skipped");
            case Unscorable refused ->
                new Served.NotScored(refused.code().code() + " " + refused.reason());
            case Scored scored -> published(scored.prediction());
          };
    };
  }

  private static Served published(Prediction prediction) {
    return switch (Codecs.PREDICTION.decode(Codecs.PREDICTION.encode(prediction))) {
      case Decoded.Invalid<Prediction> invalid ->
          new Served.NotScored("not readable again: " + invalid.describe());
      case Decoded.Valid<Prediction>(Prediction read) ->
          new Served.Scored(read.vector().toFloats(), read.margin(), read.probability(), null);
    };
  }
}
