// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.monitor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CalibrationCurveTest {
  @Test
  void fitsTheWorkedExample() {
    // Given
    double[] scores = {.4, .2, .3, .1};
    boolean[] labels = {true, true, false, false};

    // When
    CalibrationCurve curve = CalibrationCurve.fit(scores, labels);

    // Then
    assertEquals(List.of(.1, .2, .3, .4), curve.knotScores());
    assertEquals(List.of(0.0, .5, .5, 1.0), curve.knotProbabilities());
  }

  @Test
  void interpolatesBetweenKnotsAndIsConstantOutside() {
    // Given
    CalibrationCurve curve = CalibrationCurve.ofKnots(List.of(.2, .4), List.of(.1, .5));

    // When
    double inside = curve.apply(.3);

    // Then
    assertEquals(.3, inside, 1e-15);
    assertEquals(.1, curve.apply(.1));
    assertEquals(.5, curve.apply(.9));
    assertEquals(.5, curve.apply(.4));
    assertTrue(Double.isNaN(curve.apply(Double.NaN)));
    assertEquals(.37, CalibrationCurve.identity().apply(.37));
  }

  @Test
  void isMonotoneAndUnchangedWhenFittedToItself() {
    // Given
    Random random = new Random(1);
    double[] scores = random.doubles(2_000).map(x -> Math.rint(x * 500) / 500).toArray();
    boolean[] labels = new boolean[2_000];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = random.nextDouble() < scores[i] * scores[i];
    }

    // When
    CalibrationCurve curve = CalibrationCurve.fit(scores, labels);

    // Then
    double last = 0;
    for (int i = 0; i <= 1_000; i++) {
      double here = curve.apply(i / 1_000.0);
      assertTrue(here >= last);
      last = here;
    }
    double sum = 0;
    int positives = 0;
    for (int i = 0; i < labels.length; i++) {
      sum += curve.apply(scores[i]);
      positives += labels[i] ? 1 : 0;
    }
    assertEquals(positives, sum, 1e-6);
  }

  @Test
  void oneClassOrOneScoreIsAConstant() {
    // Given
    double[] scores = {.2, .7};

    // When
    CalibrationCurve negatives = CalibrationCurve.fit(scores, new boolean[] {false, false});
    CalibrationCurve single = CalibrationCurve.fit(new double[] {.5}, new boolean[] {true});

    // Then
    assertEquals(0, negatives.apply(.5));
    assertEquals(1, single.apply(.1));
    assertFalse(single.isIdentity());
  }

  @Test
  void refusesKnotsThatDoNotRise() {
    // Given
    List<List<Double>> scores =
        List.of(List.of(.2, .2), List.of(.3, .2), List.of(-.1, .2), List.of(.1, .2, .3));

    // When
    for (List<Double> bad : scores) {

      // Then
      assertThrows(
          IllegalArgumentException.class, () -> CalibrationCurve.ofKnots(bad, List.of(.1, .2)));
    }
    assertThrows(
        IllegalArgumentException.class,
        () -> CalibrationCurve.ofKnots(List.of(.1, .2), List.of(.5, .4)));
    assertThrows(
        IllegalArgumentException.class, () -> CalibrationCurve.fit(new double[0], new boolean[0]));
  }

  @Test
  void calibratesOnlyWhenThatHelps() {
    // Given
    Random random = new Random(2);
    int n = 4_000;
    List<String> ids = new ArrayList<>();
    double[] scores = new double[n];
    boolean[] honest = new boolean[n];
    boolean[] bent = new boolean[n];
    for (int i = 0; i < n; i++) {
      ids.add("row-" + i);
      scores[i] = random.nextDouble();
      honest[i] = random.nextDouble() < scores[i];
      bent[i] = random.nextDouble() < scores[i] * scores[i] * scores[i];
    }

    // When
    Calibration good = Calibration.fit(ids, scores, honest);
    Calibration bad = Calibration.fit(ids, scores, bent);

    // Then
    assertTrue(good.errorBefore() < .03);
    assertFalse(bad.curve().isIdentity());
    assertTrue(bad.errorBefore() > .2 && bad.errorAfter() < .03);
    assertTrue(bad.valid() == (bad.errorAfter() <= .02));
  }

  @Test
  void measuresTheWorkedCalibrationError() {
    // Given
    double[] probabilities = {.3, .3, .3, .3, .3, .3, .3, .3, .3, .3};
    boolean[] labels = {true, true, true, true, false, false, false, false, false, false};

    // When
    double error = Calibration.expectedError(probabilities, labels);

    // Then
    assertEquals(.46, error, 1e-12);
  }
}
