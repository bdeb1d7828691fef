// SPDX-License-Identifier: Apache-2.0
package dev.probity.explainer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.model.Ensemble;
import dev.probity.model.ScoringModel;
import dev.probity.model.bundle.Bundle;
import dev.probity.model.bundle.SelfTest;
import dev.probity.model.bundle.SelfTestRow;
import dev.probity.model.shap.TreeShap;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExplainingSelfTestTest {
  private static final Bundle BUNDLE =
      FixedReleases.load(FixedReleases.files(FixedReleases.grown(20, 3, 4)));

  @Test
  void storedContributionsThatDifferFail() {
    // Given
    List<SelfTestRow> rows = new ArrayList<>(BUNDLE.selfTest());
    SelfTestRow first = rows.getFirst();
    List<Double> shifted = new ArrayList<>(first.contributions());
    shifted.set(0, shifted.getFirst() + 1e-8);
    rows.set(
        0,
        new SelfTestRow(
            first.candidate(), first.vector(), first.margin(), first.probability(), shifted));
    // When
    SelfTest.Verdict verdict = run(rows, BUNDLE.model());
    // Then
    assertEquals("contributions differ", assertInstanceOf(SelfTest.Failed.class, verdict).what());
  }

  @Test
  void otherTreesFail() {
    // Given
    ScoringModel model = BUNDLE.model();
    Ensemble fewer = model.ensemble().first(model.ensemble().trees().size() - 1);
    ScoringModel cut =
        new ScoringModel(
            model.name(),
            model.version(),
            model.profile(),
            model.digest(),
            model.spec(),
            fewer,
            model.calibrator(),
            model.threshold());
    // When
    SelfTest.Verdict verdict = run(BUNDLE.selfTest(), cut);
    // Then
    assertTrue(assertInstanceOf(SelfTest.Failed.class, verdict).what().startsWith("/margin"));
  }

  @Test
  void aReleaseExplainedAsItWasMadePasses() {
    // Given
    List<SelfTestRow> rows = BUNDLE.selfTest();
    // When
    SelfTest.Passed passed = assertInstanceOf(SelfTest.Passed.class, run(rows, BUNDLE.model()));
    // Then
    assertEquals(32, passed.rows());
    assertTrue(passed.explained() >= 4);
    assertTrue(passed.largestDifference() <= 1e-9);
  }

  private static SelfTest.Verdict run(List<SelfTestRow> rows, ScoringModel model) {
    Explaining explaining =
        new Explaining(
            model,
            "hessian",
            FixedReleases.APPRENTICES,
            FixedReleases.catalogue(),
            TreeShap.TABLE_BUDGET);
    return ExplainingSelfTest.run(rows, model, FixedReleases.APPRENTICES, explaining);
  }
}
