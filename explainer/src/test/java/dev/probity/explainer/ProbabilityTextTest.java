// SPDX-License-Identifier: Apache-2.0
package dev.probity.explainer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.probity.explainer.ExplainingResult.Explained;
import dev.probity.model.shap.TreeShap;
import dev.probity.topics.profile.Profile;
import dev.probity.topics.record.Contribution;
import dev.probity.topics.record.Explanation;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProbabilityTextTest {
  private static final ProbabilityText TEXT =
      new ProbabilityText(FixedReleases.APPRENTICES, FixedReleases.catalogue());

  /** Base value 0.5, margin 1.6: σ = 62.2 % and 83.2 %, so a log-odd is 19.1 points. */
  @Test
  void sharesAreLabelledRescaledAndComeWithTheCaveat() {
    assertEquals(
        List.of(
            "raw probability of left from 62.2 % at the base value to 83.2 %: trade +11.4,"
                + " interview +9.5, school +0.0 (percentage points, rescaled from log-odds)",
            "This says what moved the model, not what would change the outcome."),
        TEXT.lines(explanation()));
  }

  @Test
  void sameRecordGivesTheSameText() {
    assertEquals(
        TEXT.lines(explanation()),
        new ProbabilityText(FixedReleases.APPRENTICES, FixedReleases.catalogue())
            .lines(explanation()));
  }

  @Test
  void aReleaseThatTakesAProtectedAttributeSaysSo() {
    // Given
    Profile profile = FixedReleases.APPRENTICES;
    Explanation plain = explanation();
    List<Contribution> parts = new ArrayList<>(plain.contributions());
    parts.add(new Contribution("gender", 0));
    // When
    List<String> lines = new ProbabilityText(profile, FixedReleases.catalogue()).lines(with(parts));
    // Then
    assertEquals(
        "This release takes Gender as a feature; a protected attribute is never a reason.",
        lines.getLast());
    assertEquals(3, lines.size());
  }

  private static Explanation explanation() {
    ExplainingResult result =
        new Explaining(
                FixedReleases.twoStumps(),
                "hessian",
                FixedReleases.APPRENTICES,
                FixedReleases.catalogue(),
                TreeShap.TABLE_BUDGET)
            .explain(List.of(FixedReleases.prediction(FixedReleases.twoStumps(), 5, 2, 2.5f, 1)))
            .getFirst();
    return assertInstanceOf(Explained.class, result).explanation();
  }

  private static Explanation with(List<Contribution> parts) {
    Explanation plain = explanation();
    return new Explanation(
        plain.id(),
        plain.predictionId(),
        plain.candidateId(),
        plain.profile(),
        plain.model(),
        plain.modelVersion(),
        plain.modelDigest(),
        plain.explainerDigest(),
        plain.source(),
        plain.eventTime(),
        plain.method(),
        plain.coverUnit(),
        plain.baseValue(),
        parts,
        plain.margin(),
        plain.rawProbability(),
        plain.probability(),
        plain.residual(),
        plain.reasonCodes());
  }
}
