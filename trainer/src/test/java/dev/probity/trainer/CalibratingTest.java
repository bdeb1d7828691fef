// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.model.Calibrator;
import dev.probity.model.Ensemble;
import dev.probity.model.FeatureSpec;
import dev.probity.model.Objective;
import dev.probity.model.Tree;
import dev.probity.model.TreeBuilder;
import dev.probity.model.eval.CalibrationError;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CalibratingTest {
  private static final Dataset MANY = Apprentices.dataset(Apprentices.drawn(6_000, 4));

  @Test
  void tooFewRowsKeepTheIdentity() {
    // Given
    ScoredPart part = scored(1).inner(2, 0, true);
    assertTrue(part.size() < Calibrating.LEAST_ROWS, "rows " + part.size());
    // When
    Calibrating calibrating = Calibrating.on(part);
    // Then
    assertInstanceOf(Calibrator.Identity.class, calibrating.calibrator());
    assertTrue(Double.isNaN(calibrating.isotonicLogLoss()));
  }

  @Test
  void overconfidentScoresAreCalibratedBecauseLogLossFallsOutOfFold() {
    // Given
    ScoredPart part = scored(4);
    // When
    Calibrating calibrating = Calibrating.on(part);
    // Then
    assertEquals("isotonic", Calibrating.kind(calibrating.calibrator()));
    assertTrue(
        calibrating.isotonicLogLoss() < calibrating.identityLogLoss(), calibrating.toString());
    double before = CalibrationError.equalWidth(part.calibrated(new Calibrator.Identity()), 10);
    double after = CalibrationError.equalWidth(part.calibrated(calibrating.calibrator()), 10);
    assertTrue(after < before / 4, before + " → " + after);
  }

  @Test
  void innerFoldsKeepWorkshopsWholeAndCoverEveryRowOnce() {
    // Given
    ScoredPart part = scored(1);
    // When
    int covered = 0;
    for (int fold = 0; fold < Calibrating.FOLDS; fold++) {
      ScoredPart held = part.inner(Calibrating.FOLDS, fold, true);
      ScoredPart rest = part.inner(Calibrating.FOLDS, fold, false);
      assertEquals(part.size(), held.size() + rest.size());
      covered += held.size();
      for (int i = 0; i < held.size(); i++) {
        assertEquals(fold, Split.inner(MANY.hash(held.row(i)), Calibrating.FOLDS));
      }
    }
    // Then
    assertEquals(part.size(), covered);
  }

  /** The grade decides the margin; with a factor of 1 it is about right. */
  private static ScoredPart scored(float factor) {
    int[] rows = IntStream.range(0, MANY.rows()).toArray();
    FeatureSpec spec = Encoder.spec(Apprentices.PROFILE, MANY, rows);
    Tree tree = new TreeBuilder().split(1, 3.5f, true, 2).leaf(-factor, 1).leaf(factor, 1).build();
    Ensemble ensemble = new Ensemble(spec.size(), Objective.BINARY_LOGISTIC, .5f, List.of(tree));
    return ScoredPart.of(spec, ensemble, MANY, rows);
  }
}
