// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.monitor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

class PerformanceTest {
  private static final ScoreBins BINS = ScoreBins.refinedBy(CalibrationCurve.identity());
  private static final CalibrationCurve IDENTITY = CalibrationCurve.identity();

  @Test
  void computesTheWorkedFigures() {
    // Given
    DecisionCells cells = new DecisionCells(8, 2, 4, 6);

    // When
    double f1 = cells.value(PerformanceMetric.F1);

    // Then
    assertEquals(8 / 11.0, f1, 1e-15);
    assertEquals(.8, cells.value(PerformanceMetric.PRECISION), 1e-15);
    assertEquals(2 / 3.0, cells.value(PerformanceMetric.RECALL), 1e-15);
    assertEquals(.75, cells.value(PerformanceMetric.SPECIFICITY), 1e-15);
    assertEquals(.7, cells.value(PerformanceMetric.ACCURACY), 1e-15);
    assertThrows(IllegalArgumentException.class, () -> cells.value(PerformanceMetric.ROC_AUC));
    assertThrows(IllegalArgumentException.class, () -> new DecisionCells(-1, 0, 0, 0));
  }

  @Test
  void expectsTheWorkedArea() {
    // Given
    ScoreHistogram histogram = new ScoreHistogram(BINS);
    histogram.add(.9, true);
    histogram.add(.2, false);

    // When
    double area = RocCurve.expectedArea(histogram, IDENTITY);

    // Then
    assertEquals((.1 * .45 + .8 * 1.0) / (1.1 * .9), area, 1e-12);
  }

  @Test
  void realizedAreaIsTheShareOfPairsInOrder() {
    // Given
    Random random = new Random(1);
    for (int trial = 0; trial < 20; trial++) {
      int n = 60;
      double[] scores = new double[n];
      boolean[] labels = new boolean[n];
      ScoreHistogram histogram = new ScoreHistogram(BINS);
      for (int i = 0; i < n; i++) {
        scores[i] = random.nextInt(20) / 20.0;
        labels[i] = random.nextDouble() < scores[i];
        histogram.add(scores[i], scores[i] > .5);
        histogram.label(scores[i], scores[i] > .5, labels[i]);
      }

      // When
      double area = Performance.realized(PerformanceMetric.ROC_AUC, histogram);

      // Then
      assertEquals(bruteForce(scores, labels), area, 1e-12);
    }
  }

  private static double bruteForce(double[] scores, boolean[] labels) {
    double ordered = 0;
    int pairs = 0;
    for (int i = 0; i < scores.length; i++) {
      for (int j = 0; j < scores.length; j++) {
        if (labels[i] && !labels[j]) {
          pairs++;
          ordered += scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? .5 : 0;
        }
      }
    }
    return ordered / pairs;
  }

  @Test
  void anEmptyWindowHasNoFigures() {
    // Given
    ScoreHistogram empty = new ScoreHistogram(BINS);

    // When
    for (PerformanceMetric metric : PerformanceMetric.values()) {

      // Then
      assertTrue(Double.isNaN(Performance.estimated(metric, empty, IDENTITY, MonitorMode.COMPAT)));
      assertTrue(Double.isNaN(Performance.realized(metric, empty)));
    }
  }

  @Test
  void aDenominatorOfZeroIsZeroForNannymlAndUnknownForUs() {
    // Given
    ScoreHistogram nobodySelected = new ScoreHistogram(BINS);
    nobodySelected.add(.3, false);

    // When
    double compat =
        Performance.estimated(
            PerformanceMetric.PRECISION, nobodySelected, IDENTITY, MonitorMode.COMPAT);
    double ours =
        Performance.estimated(
            PerformanceMetric.PRECISION, nobodySelected, IDENTITY, MonitorMode.PROBITY);

    // Then
    assertEquals(0, compat);
    assertTrue(Double.isNaN(ours));
  }

  @Test
  void oneClassLeavesAccuracyAndSpecificityOnly() {
    // Given
    ScoreHistogram negatives = new ScoreHistogram(BINS);
    for (int i = 0; i < 10; i++) {
      negatives.add(i / 10.0, i > 7);
      negatives.label(i / 10.0, i > 7, false);
    }

    // When
    double accuracy = Performance.realized(PerformanceMetric.ACCURACY, negatives);

    // Then
    assertEquals(.8, accuracy, 1e-12);
    assertEquals(.8, Performance.realized(PerformanceMetric.SPECIFICITY, negatives), 1e-12);
    assertTrue(Double.isNaN(Performance.realized(PerformanceMetric.ROC_AUC, negatives)));
    assertTrue(Double.isNaN(Performance.realized(PerformanceMetric.PRECISION, negatives)));
  }

  @Test
  void bandsAreThreeStandardErrorsWithinTheRange() {
    // Given
    SamplingError error = new SamplingError(.3, 1);

    // When
    Estimate inside = Estimate.of(.9, error, 900, Limits.none());
    Estimate clipped = Estimate.of(.99, error, 900, new Limits(.995, 1, 4));

    // Then
    assertEquals(.87, inside.lower(), 1e-12);
    assertEquals(.93, inside.upper(), 1e-12);
    assertEquals(1, clipped.upper());
    assertTrue(clipped.breached());
  }

  @Test
  void samplingErrorsFollowTheirFormulas() {
    // Given
    DecisionCells cells = new DecisionCells(40, 10, 20, 30);

    // When
    SamplingError accuracy = SamplingError.of(PerformanceMetric.ACCURACY, cells);
    SamplingError precision = SamplingError.of(PerformanceMetric.PRECISION, cells);
    SamplingError f1 = SamplingError.of(PerformanceMetric.F1, cells);

    // Then
    assertEquals(Math.sqrt(.7 * .3), accuracy.deviation(), 1e-15);
    assertEquals(Math.sqrt(.8 * .2), precision.deviation(), 1e-15);
    assertEquals(.5, precision.relevantShare(), 1e-15);
    double scale = 70 / 55.0;
    assertEquals(scale * Math.sqrt(40 / 70.0 * (30 / 70.0)), f1.deviation(), 1e-15);
    assertEquals(.01, new SamplingError(.3, 1).over(900), 1e-15);
  }

  @Test
  void areaErrorMirrorsWhenPositivesPrevail() {
    // Given
    double[] scores = {.1, .2, .4, .6, .7, .9};
    boolean[] labels = {false, true, false, true, true, true};
    double[] mirrored = {.9, .8, .6, .4, .3, .1};
    boolean[] flipped = {true, false, true, false, false, false};

    // When
    SamplingError prevailing = SamplingError.ofRocAuc(scores, labels);
    SamplingError mirror = SamplingError.ofRocAuc(mirrored, flipped);

    // Then
    assertEquals(mirror, prevailing);
    assertEquals(2 / 6.0, prevailing.relevantShare(), 1e-15);
    assertTrue(
        Double.isNaN(SamplingError.ofRocAuc(new double[] {.1, .2}, new boolean[2]).deviation()));
  }
}
