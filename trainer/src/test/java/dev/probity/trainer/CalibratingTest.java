// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.model.Calibrator;
import dev.probity.model.Ensemble;
import dev.probity.model.FeatureSpec;
import dev.probity.model.Objective;
import dev.probity.model.Tree;
import dev.probity.model.TreeBuilder;
import dev.probity.model.eval.CalibrationChoice;
import dev.probity.model.eval.CalibrationError;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CalibratingTest {
  private static final Dataset MANY = Apprentices.dataset(Apprentices.drawn(6_000, 4));

  @Test
  void tooFewRowsNeverGetManyParameters() {
    // Given
    ScoredPart part =
        ScoredPart.of(spec(), ensemble(spec(), 1), MANY, IntStream.range(0, 3_000).toArray());
    // When
    CalibrationChoice choice = Calibrating.on(part);
    // Then
    assertEquals(
        List.of(CalibrationChoice.Kind.IDENTITY, CalibrationChoice.Kind.PLATT),
        choice.tried().stream().map(CalibrationChoice.Tried::kind).toList());
  }

  @Test
  void overconfidentScoresAreCalibratedBecauseLogLossFallsOutOfFold() {
    // Given
    ScoredPart part = scored(4);
    // When
    CalibrationChoice choice = Calibrating.on(part);
    // Then
    assertNotEquals("identity", Calibrating.kind(choice.calibrator()));
    assertEquals(3, choice.tried().size());
    double before = CalibrationError.equalWidth(part.calibrated(new Calibrator.Identity()), 10);
    double after = CalibrationError.equalWidth(part.calibrated(choice.calibrator()), 10);
    assertTrue(after < before / 4, before + " → " + after);
  }

  @Test
  void innerFoldsKeepWorkshopsWhole() {
    // Given
    ScoredPart part = scored(1);
    // When
    boolean[] seen = new boolean[Calibrating.FOLDS];
    for (int i = 0; i < part.size(); i++) {
      // Then
      assertEquals(
          Split.inner(MANY.hash(part.row(i)), Calibrating.FOLDS), part.inner(i, Calibrating.FOLDS));
      seen[part.inner(i, Calibrating.FOLDS)] = true;
    }
    for (boolean fold : seen) {
      assertTrue(fold, "every fold holds rows");
    }
  }

  private static ScoredPart scored(float factor) {
    int[] rows = IntStream.range(0, MANY.rows()).toArray();
    return ScoredPart.of(spec(), ensemble(spec(), factor), MANY, rows);
  }

  private static FeatureSpec spec() {
    return Encoder.spec(Apprentices.PROFILE, MANY, IntStream.range(0, MANY.rows()).toArray());
  }

  /** The grade decides the margin; with a factor of 1 it is about right. */
  private static Ensemble ensemble(FeatureSpec spec, float factor) {
    Tree tree = new TreeBuilder().split(1, 3.5f, true, 2).leaf(-factor, 1).leaf(factor, 1).build();
    return new Ensemble(spec.size(), Objective.BINARY_LOGISTIC, .5f, List.of(tree));
  }
}
