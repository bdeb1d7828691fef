// SPDX-License-Identifier: Apache-2.0
package dev.probity.explainer;

import dev.probity.explainer.ExplainingResult.Explained;
import dev.probity.explainer.ExplainingResult.Unexplainable;
import dev.probity.model.ModelDigest;
import dev.probity.model.Score;
import dev.probity.model.ScoringModel;
import dev.probity.model.bundle.SelfTest;
import dev.probity.model.bundle.SelfTestRow;
import dev.probity.topics.Ids;
import dev.probity.topics.Topics;
import dev.probity.topics.codec.Codecs;
import dev.probity.topics.codec.Decoded;
import dev.probity.topics.profile.Profile;
import dev.probity.topics.record.Explanation;
import dev.probity.topics.record.Prediction;
import dev.probity.topics.record.SourcePosition;
import dev.probity.topics.record.Variant;
import dev.probity.topics.value.Doubles;
import java.time.Instant;
import java.util.List;

/**
 * Sends the rows a release carries through the real explaining path (decode, explain, encode) and
 * compares the contributions with those stored at training.
 */
public final class ExplainingSelfTest {
  private ExplainingSelfTest() {}

  /**
   * Runs the rows.
   *
   * @param rows the release's rows
   * @param model the release
   * @param profile its profile
   * @param explaining the path under test
   * @return passed, or the first row that came out otherwise
   */
  public static SelfTest.Verdict run(
      List<SelfTestRow> rows, ScoringModel model, Profile profile, Explaining explaining) {
    double largest = 0;
    int compared = 0;
    for (int i = 0; i < rows.size(); i++) {
      SelfTestRow row = rows.get(i);
      Decoded<Prediction> arrived =
          Codecs.PREDICTION.decode(Codecs.PREDICTION.encode(prediction(row, i, model, profile)));
      if (!(arrived instanceof Decoded.Valid<Prediction>(Prediction prediction))) {
        return new SelfTest.Failed(i + 1, "its prediction is not readable");
      }
      switch (explaining.explain(List.of(prediction)).getFirst()) {
        case Unexplainable refused -> {
          return new SelfTest.Failed(i + 1, refused.reason());
        }
        case Explained explained -> {
          double distance = distance(row, explained.explanation());
          if (!(distance <= SelfTest.CONTRIBUTION_TOLERANCE)) {
            return new SelfTest.Failed(i + 1, "contributions differ");
          }
          compared += row.contributions().isEmpty() ? 0 : 1;
          largest = Math.max(largest, distance);
        }
      }
    }
    return new SelfTest.Passed(rows.size(), compared, largest);
  }

  private static double distance(SelfTestRow row, Explanation explanation) {
    double largest = 0;
    for (int i = 0; i < row.contributions().size(); i++) {
      double found = explanation.contributions().get(i).value();
      largest = Math.max(largest, Math.abs(found - row.contributions().get(i)));
    }
    return largest;
  }

  private static Prediction prediction(
      SelfTestRow row, int number, ScoringModel model, Profile profile) {
    float[] vector = new float[row.vector().size()];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = Float.intBitsToFloat(row.vector().get(i));
    }
    Score score = model.decide(Double.longBitsToDouble(row.margin()));
    SourcePosition source = new SourcePosition(Topics.CANDIDATES.name(), 0, number);
    ModelDigest digest = model.digest();
    return new Prediction(
        Ids.prediction(source, digest.hex()),
        "self-test-" + (number + 1),
        profile.name(),
        model.name(),
        "self-test",
        digest.hex(),
        Variant.CHAMPION,
        source,
        Instant.EPOCH,
        Doubles.ofFloats(vector),
        score.margin(),
        score.rawProbability(),
        Double.longBitsToDouble(row.probability()),
        model.threshold(),
        Double.longBitsToDouble(row.probability()) > model.threshold(),
        profile.target().band(score.positive()),
        List.of());
  }
}
