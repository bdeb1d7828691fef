// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.codec;

import static dev.probity.topics.codec.JsonTypes.DOUBLES;
import static dev.probity.topics.codec.JsonTypes.INSTANT;
import static dev.probity.topics.codec.JsonTypes.NUMBER;
import static dev.probity.topics.codec.JsonTypes.SMALL;
import static dev.probity.topics.codec.JsonTypes.TEXT;
import static dev.probity.topics.codec.JsonTypes.TRUTH;
import static dev.probity.topics.codec.JsonTypes.WHOLE;
import static dev.probity.topics.codec.JsonTypes.coded;
import static dev.probity.topics.codec.JsonTypes.list;

import dev.probity.topics.record.Contribution;
import dev.probity.topics.record.Direction;
import dev.probity.topics.record.Explanation;
import dev.probity.topics.record.ExplanationReason;
import dev.probity.topics.record.Prediction;
import dev.probity.topics.record.SourcePosition;
import dev.probity.topics.record.Variant;

/** The shapes of predictions and explanations. */
final class DecisionShapes {

  static final Shape<SourcePosition> SOURCE_POSITION =
      new Shape.Builder<SourcePosition>()
          .field("topic", TEXT, SourcePosition::topic)
          .field("partition", SMALL, SourcePosition::partition)
          .field("offset", WHOLE, SourcePosition::offset)
          .tolerant(v -> new SourcePosition(v.next(), v.next(), v.next()));

  static final Shape<Prediction> PREDICTION =
      new Shape.Builder<Prediction>()
          .field("id", TEXT, Prediction::id)
          .field("candidateId", TEXT, Prediction::candidateId)
          .field("profile", TEXT, Prediction::profile)
          .field("model", TEXT, Prediction::model)
          .field("modelVersion", TEXT, Prediction::modelVersion)
          .field("modelDigest", TEXT, Prediction::modelDigest)
          .field("variant", coded(Variant.class), Prediction::variant)
          .field("source", SOURCE_POSITION, Prediction::source)
          .field("eventTime", INSTANT, Prediction::eventTime)
          .field("vector", DOUBLES, Prediction::vector)
          .field("margin", NUMBER, Prediction::margin)
          .field("rawProbability", NUMBER, Prediction::rawProbability)
          .field("probability", NUMBER, Prediction::probability)
          .field("threshold", NUMBER, Prediction::threshold)
          .field("positive", TRUTH, Prediction::positive)
          .field("band", TEXT, Prediction::band)
          .field("flags", list(TEXT), Prediction::flags)
          .tolerant(
              v ->
                  new Prediction(
                      v.next(), v.next(), v.next(), v.next(), v.next(), v.next(), v.next(),
                      v.next(), v.next(), v.next(), v.next(), v.next(), v.next(), v.next(),
                      v.next(), v.next(), v.next()));

  static final Shape<Contribution> CONTRIBUTION =
      new Shape.Builder<Contribution>()
          .field("feature", TEXT, Contribution::feature)
          .field("value", NUMBER, Contribution::value)
          .tolerant(v -> new Contribution(v.next(), v.next()));

  static final Shape<ExplanationReason> EXPLANATION_REASON =
      new Shape.Builder<ExplanationReason>()
          .field("group", TEXT, ExplanationReason::group)
          .field("features", list(TEXT), ExplanationReason::features)
          .field("contribution", NUMBER, ExplanationReason::contribution)
          .field("direction", coded(Direction.class), ExplanationReason::direction)
          .field("text", TEXT, ExplanationReason::text)
          .tolerant(v -> new ExplanationReason(v.next(), v.next(), v.next(), v.next(), v.next()));

  static final Shape<Explanation> EXPLANATION =
      new Shape.Builder<Explanation>()
          .field("id", TEXT, Explanation::id)
          .field("predictionId", TEXT, Explanation::predictionId)
          .field("candidateId", TEXT, Explanation::candidateId)
          .field("profile", TEXT, Explanation::profile)
          .field("model", TEXT, Explanation::model)
          .field("modelVersion", TEXT, Explanation::modelVersion)
          .field("modelDigest", TEXT, Explanation::modelDigest)
          .field("explainerDigest", TEXT, Explanation::explainerDigest)
          .field("source", SOURCE_POSITION, Explanation::source)
          .field("eventTime", INSTANT, Explanation::eventTime)
          .field("method", TEXT, Explanation::method)
          .field("coverUnit", TEXT, Explanation::coverUnit)
          .field("baseValue", NUMBER, Explanation::baseValue)
          .field("contributions", list(CONTRIBUTION), Explanation::contributions)
          .field("margin", NUMBER, Explanation::margin)
          .field("rawProbability", NUMBER, Explanation::rawProbability)
          .field("probability", NUMBER, Explanation::probability)
          .field("residual", NUMBER, Explanation::residual)
          .field("reasonCodes", list(EXPLANATION_REASON), Explanation::reasonCodes)
          .tolerant(
              v ->
                  new Explanation(
                      v.next(), v.next(), v.next(), v.next(), v.next(), v.next(), v.next(),
                      v.next(), v.next(), v.next(), v.next(), v.next(), v.next(), v.next(),
                      v.next(), v.next(), v.next(), v.next(), v.next()));

  private DecisionShapes() {}
}
