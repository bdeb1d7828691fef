// SPDX-License-Identifier: Apache-2.0
package dev.probity.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.model.Calibrator.Input;
import dev.probity.model.Calibrator.Isotonic;
import java.util.List;
import org.junit.jupiter.api.Test;

class CalibratorTest {
  @Test
  void identityIsTheLogisticFunction() {
    assertEquals(0.5, new Calibrator.Identity().calibrate(0));
  }

  @Test
  void isotonicInterpolatesBetweenKnotsAndIsConstantOutside() {
    // Given
    Isotonic isotonic =
        new Isotonic(Input.MARGIN, new double[] {0.2, 0.6}, new double[] {0.1, 0.5}, 0, 1);
    // Then
    assertEquals(0.2, isotonic.calibrate(0.3), 1e-15);
    assertEquals(0.1, isotonic.calibrate(-100));
    assertEquals(0.1, isotonic.calibrate(0.2));
    assertEquals(0.5, isotonic.calibrate(0.6));
    assertEquals(0.5, isotonic.calibrate(100));
  }

  @Test
  void isotonicOnScoresReadsTheLogisticOfTheMargin() {
    // Given
    Isotonic isotonic =
        new Isotonic(Input.SCORE, new double[] {0.25, 0.75}, new double[] {0, 1}, 0.01, 0.99);
    // Then
    assertEquals(0.5, isotonic.calibrate(0), 1e-15);
    assertEquals(0.99, isotonic.calibrate(Math.log(3)));
    assertEquals(0.01, isotonic.calibrate(-5));
  }

  @Test
  void knotsThatDoNotAscendAreRefused() {
    double[] one = {0.5};
    assertEquals(0.5, new Isotonic(Input.SCORE, one, one, 0, 1).calibrate(3));
    refused(new double[] {1, 1}, new double[] {0, 1}, 0, 1);
    refused(new double[] {1, 2}, new double[] {1, 0}, 0, 1);
    refused(new double[] {1, 2}, new double[] {0}, 0, 1);
    refused(new double[0], new double[0], 0, 1);
    refused(new double[] {1, Double.NaN}, new double[] {0, 1}, 0, 1);
    refused(one, new double[] {1.5}, 0, 1);
    refused(one, one, 0.9, 0.1);
    Isotonic good = new Isotonic(Input.MARGIN, one, one, 0, 1);
    assertThrows(IllegalArgumentException.class, () -> good.calibrate(Double.NaN));
  }

  @Test
  void equalKnotsAreEqualAndNeverEscape() {
    // Given
    double[] x = {1, 2};
    double[] y = {0, 1};
    Isotonic first = new Isotonic(Input.MARGIN, x, y, 0, 1);
    // When
    x[0] = 1.5;
    first.y()[1] = 0;
    // Then
    assertEquals(0.5, first.calibrate(1.5));
    assertNotEquals(first, new Isotonic(Input.MARGIN, x, y, 0, 1));
    x[0] = 1;
    assertEquals(first, new Isotonic(Input.MARGIN, x, y, 0, 1));
    assertEquals(first.hashCode(), new Isotonic(Input.MARGIN, x, y, 0, 1).hashCode());
  }

  @Test
  void decisionIsStrictlyAboveTheThreshold() {
    // Given
    Tree zero = new TreeBuilder().leaf(0f, 1).build();
    FeatureSpec spec = new FeatureSpec(List.of(Feature.Numeric.whole("A", 0, 9)));
    Ensemble ensemble = new Ensemble(1, Objective.BINARY_LOGISTIC, 0.5f, List.of(zero));
    ScoringModel model =
        new ScoringModel(
            "m",
            "1",
            "p",
            ModelDigest.of(new byte[0]),
            spec,
            ensemble,
            new Calibrator.Identity(),
            0.5);
    // Then
    assertFalse(model.score(new float[] {1f}).positive());
    assertTrue(model.decide(1e-12).positive());
    assertEquals(new Score(0, 0.5, 0.5, false), model.score(new float[] {1f}));
  }

  @Test
  void partsThatDoNotFitAreRefused() {
    ScoringModel model = Fixtures.model();
    assertThrows(
        IllegalArgumentException.class,
        () ->
            new ScoringModel(
                "m",
                "1",
                "p",
                model.digest(),
                Golden.trimmed().numericSpec(),
                model.ensemble(),
                model.calibrator(),
                0.5));
    assertThrows(
        IllegalArgumentException.class,
        () ->
            new ScoringModel(
                "m",
                "1",
                "p",
                model.digest(),
                model.spec(),
                model.ensemble(),
                model.calibrator(),
                1.5));
  }

  @Test
  void digestAndSplitMixEqualTheirReferences() {
    assertEquals(
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        ModelDigest.of(new byte[0]).hex());
    assertThrows(IllegalArgumentException.class, () -> new ModelDigest("E3B0"));
    SplitMix64 random = new SplitMix64(0);
    assertEquals(0xe220a8397b1dcdafL, random.next());
    assertEquals(0x6e789e6aa1b965f4L, random.next());
    assertTrue(random.unit() < 1 && random.below(3) < 3);
    assertThrows(IllegalArgumentException.class, () -> random.below(0));
  }

  private static void refused(double[] x, double[] y, double low, double high) {
    assertThrows(IllegalArgumentException.class, () -> new Isotonic(Input.MARGIN, x, y, low, high));
  }
}
