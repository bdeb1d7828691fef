// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.model.Calibrator;
import dev.probity.model.Ensemble;
import dev.probity.model.SplitMix64;
import dev.probity.model.eval.CalibrationChoice.Kind;
import dev.probity.model.eval.CalibrationChoice.Tried;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class CalibrationChoiceTest {
  private static final int FOLDS = 5;

  @Test
  void honestMarginsKeepTheIdentityBecauseFittingCostsMoreThanItGives() {
    CalibrationChoice choice = choose(1_000, margin -> margin);
    assertEquals(Kind.IDENTITY, choice.kind());
    assertEquals(new Calibrator.Identity(), choice.calibrator());
    assertNull(choice.of(Kind.ISOTONIC), "too few rows to try");
  }

  @Test
  void marginsTwiceTooLargeGetPlattScaling() {
    CalibrationChoice choice = choose(1_000, margin -> margin / 2 + .3);
    assertEquals(Kind.PLATT, choice.kind());
    Calibrator.Platt platt = (Calibrator.Platt) choice.calibrator();
    assertEquals(-.5, platt.a(), .1);
    assertEquals(-.3, platt.b(), .15);
  }

  @Test
  void marginsWithAStepInTheirTruthGetIsotonicRegression() {
    CalibrationChoice choice = choose(8_000, margin -> margin > 1 ? 3 : -2);
    assertEquals(Kind.ISOTONIC, choice.kind());
    Tried isotonic = choice.of(Kind.ISOTONIC);
    Tried identity = choice.of(Kind.IDENTITY);
    assertTrue(isotonic.logLoss() < identity.logLoss() - .05, choice.tried().toString());
    assertTrue(isotonic.calibrationError() < identity.calibrationError() / 4);
    assertTrue(isotonic.brier() < identity.brier());
    assertEquals(8_000, isotonic.n());
  }

  @Test
  void figuresAreOutOfFoldAndNotOfTheRowsFittedOn() {
    // Given: labels that margins say nothing of; isotonic regression would learn them by heart
    SplitMix64 random = new SplitMix64(3);
    int n = 6_000;
    double[] margins = new double[n];
    boolean[] labels = new boolean[n];
    int[] folds = new int[n];
    for (int i = 0; i < n; i++) {
      margins[i] = random.unit() * 1e-3;
      labels[i] = random.below(2) == 0;
      folds[i] = random.below(FOLDS);
    }
    // When
    CalibrationChoice choice = CalibrationChoice.of(margins, labels, folds, FOLDS);
    // Then
    double learned =
        LogLoss.of(
            ScoredRows.of(
                java.util.Arrays.stream(margins)
                    .map(
                        IsotonicFit.fit(Calibrator.Input.MARGIN, ScoredRows.of(margins, labels))
                            ::calibrate)
                    .toArray(),
                labels));
    assertTrue(choice.of(Kind.ISOTONIC).logLoss() > learned, choice.tried().toString());
    assertEquals(Kind.IDENTITY, choice.kind());
  }

  @Test
  void argumentsThatDoNotFitAreRefused() {
    double[] margins = {0, 1};
    boolean[] labels = {false, true};
    assertThrows(
        IllegalArgumentException.class,
        () -> CalibrationChoice.of(margins, labels, new int[] {0}, 2));
    assertThrows(
        IllegalArgumentException.class,
        () -> CalibrationChoice.of(margins, labels, new int[] {0, 1}, 1));
  }

  private static CalibrationChoice choose(int n, DoubleUnaryOperator truth) {
    SplitMix64 random = new SplitMix64(Long.getLong("probity.seed", 12L));
    double[] margins = new double[n];
    boolean[] labels = new boolean[n];
    int[] folds = new int[n];
    for (int i = 0; i < n; i++) {
      margins[i] = random.unit() * 8 - 4;
      labels[i] = random.unit() < Ensemble.probability(truth.applyAsDouble(margins[i]));
      folds[i] = random.below(FOLDS);
    }
    return CalibrationChoice.of(margins, labels, folds, FOLDS);
  }
}
