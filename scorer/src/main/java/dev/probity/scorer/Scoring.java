// SPDX-License-Identifier: Apache-2.0
package dev.probity.scorer;

import dev.probity.model.Encoding;
import dev.probity.model.Score;
import dev.probity.model.ScoringModel;
import dev.probity.scorer.ScoringResult.Scored;
import dev.probity.scorer.ScoringResult.Skipped;
import dev.probity.scorer.ScoringResult.Unscorable;
import dev.probity.topics.Ids;
import dev.probity.topics.profile.CandidateVerdict;
import dev.probity.topics.record.Candidate;
import dev.probity.topics.record.Prediction;
import dev.probity.topics.record.Purpose;
import dev.probity.topics.record.ReasonCode;
import dev.probity.topics.record.SourcePosition;
import dev.probity.topics.record.Stage;
import dev.probity.topics.record.Variant;
import dev.probity.topics.value.Doubles;
import java.time.Instant;

/**
 * A candidate and a release in, a prediction out: validate, encode, score. The same position and
 * release give the same prediction to the last bit; the protected attributes play no part in it.
 */
public final class Scoring {
  private Scoring() {}

  /**
   * Scores a candidate.
   *
   * @param serving the release and its profile
   * @param candidate as decoded
   * @param source where the candidate stands in the stream
   * @param eventTime the candidate event's own time, else the time Kafka gave its record
   */
  public static ScoringResult score(
      ServingModel serving, Candidate candidate, SourcePosition source, Instant eventTime) {
    if (candidate.purpose() == Purpose.HISTORY) {
      return new Skipped();
    }
    return switch (serving.rules().check(candidate)) {
      case CandidateVerdict.Invalid invalid ->
          new Unscorable(Stage.VALIDATE, invalid.code(), invalid.reason());
      case CandidateVerdict.Valid valid -> encode(serving, candidate, source, eventTime);
    };
  }

  private static ScoringResult encode(
      ServingModel serving, Candidate candidate, SourcePosition source, Instant eventTime) {
    float[] vector = new float[serving.model().spec().size()];
    return switch (serving
        .model()
        .spec()
        .encode(new CandidateRow(candidate.attributes()), vector)) {
      case Encoding.Encoded encoded ->
          new Scored(prediction(serving, candidate.id(), source, eventTime, vector, encoded));
      case Encoding.Refused(String feature, Encoding.Cause cause) ->
          new Unscorable(Stage.SCORE, code(cause), "/attributes/" + feature + ": " + words(cause));
    };
  }

  private static Prediction prediction(
      ServingModel serving,
      String candidateId,
      SourcePosition source,
      Instant eventTime,
      float[] vector,
      Encoding.Encoded encoded) {
    ScoringModel model = serving.model();
    Score score = model.score(vector);
    return new Prediction(
        Ids.prediction(source, serving.digest()),
        candidateId,
        model.profile(),
        model.name(),
        model.version(),
        serving.digest(),
        Variant.CHAMPION,
        source,
        eventTime,
        Doubles.ofFloats(vector),
        score.margin(),
        score.rawProbability(),
        score.probability(),
        model.threshold(),
        score.positive(),
        serving.profile().target().band(score.positive()),
        encoded.flags());
  }

  private static ReasonCode code(Encoding.Cause cause) {
    return switch (cause) {
      case MISSING -> ReasonCode.SCHEMA;
      case UNSEEN -> ReasonCode.RANGE;
      case WRONG_TYPE, NOT_WHOLE -> ReasonCode.TYPE;
    };
  }

  private static String words(Encoding.Cause cause) {
    return switch (cause) {
      case MISSING -> "the release refuses a missing value";
      case UNSEEN -> "the release refuses a code it was not trained on";
      case WRONG_TYPE -> "the release expects another type";
      case NOT_WHOLE -> "the release expects a whole number";
    };
  }
}
