// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.model.Calibrator;
import dev.probity.model.SplitMix64;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The numbers worked by hand in the Javadoc, and brute force where there is no closed answer. */
class MetricsTest {
  private static final double EXACT = 1e-12;

  @Test
  void aucCountsPairsWithTiesHalf() {
    ScoredRows rows =
        ScoredRows.of(new double[] {.1, .4, .4, .8}, new boolean[] {false, true, false, true});
    assertEquals(.875, RocAuc.of(rows), EXACT);
    // DeLong: variance 1/32
    Interval interval = RocAuc.interval(rows);
    assertEquals(Math.max(0, .875 - 1.96 * Math.sqrt(1.0 / 32)), interval.lower(), EXACT);
    assertEquals(1, interval.upper());
  }

  @Test
  void aucEqualsAllPairsOnRandomWeightedRowsWithTies() {
    SplitMix64 random = new SplitMix64(3);
    for (int round = 0; round < 50; round++) {
      // Given
      int n = 2 + random.below(30);
      double[] scores = new double[n];
      boolean[] labels = new boolean[n];
      double[] weights = new double[n];
      for (int i = 0; i < n; i++) {
        scores[i] = random.below(5) / 4.0;
        labels[i] = i == 0 || (i > 1 && random.below(2) == 0);
        weights[i] = 0.5 + random.below(4);
      }
      // When
      double found = RocAuc.of(ScoredRows.of(scores, labels, weights));
      // Then
      double won = 0;
      double all = 0;
      for (int p = 0; p < n; p++) {
        for (int q = 0; q < n; q++) {
          if (labels[p] && !labels[q]) {
            double pair = weights[p] * weights[q];
            all += pair;
            won += pair * (Math.signum(scores[p] - scores[q]) + 1) / 2;
          }
        }
      }
      assertEquals(won / all, found, EXACT);
    }
  }

  @Test
  void weightsCountLikeRepeatedRows() {
    // Given
    ScoredRows weighted =
        ScoredRows.of(
            new double[] {.2, .6, .7}, new boolean[] {false, true, false}, new double[] {2, 1, 3});
    ScoredRows repeated =
        ScoredRows.of(
            new double[] {.2, .2, .6, .7, .7, .7},
            new boolean[] {false, false, true, false, false, false});
    // Then
    assertEquals(RocAuc.of(repeated), RocAuc.of(weighted), EXACT);
    assertEquals(AveragePrecision.of(repeated), AveragePrecision.of(weighted), EXACT);
    assertEquals(Brier.of(repeated), Brier.of(weighted), EXACT);
    assertEquals(LogLoss.of(repeated), LogLoss.of(weighted), EXACT);
    assertEquals(
        CalibrationError.equalWidth(repeated, 10),
        CalibrationError.equalWidth(weighted, 10),
        EXACT);
    assertEquals(Confusion.at(repeated, .5).precision(), Confusion.at(weighted, .5).precision());
    assertFalse(weighted.unweighted());
    assertThrows(IllegalArgumentException.class, () -> RocAuc.interval(weighted));
  }

  @Test
  void precisionSummariesOfThreeRows() {
    ScoredRows rows = ScoredRows.of(new double[] {.8, .4, .1}, new boolean[] {true, false, true});
    assertEquals(.5 + .5 * 2 / 3, AveragePrecision.of(rows), EXACT);
    assertEquals(.5 + .5 * (.5 + 2.0 / 3) / 2, AveragePrecision.trapezoid(rows), EXACT);
  }

  @Test
  void probabilityLossesOfTwoRows() {
    ScoredRows rows = ScoredRows.of(new double[] {.8, .3}, new boolean[] {true, false});
    assertEquals(.065, Brier.of(rows), EXACT);
    assertEquals(-(Math.log(.8) + Math.log(.7)) / 2, LogLoss.of(rows), EXACT);
    ScoredRows certain = ScoredRows.of(new double[] {0}, new boolean[] {true});
    assertEquals(-Math.log(1e-15), LogLoss.of(certain), EXACT);
    ScoredRows margins = ScoredRows.of(new double[] {-3}, new boolean[] {true});
    assertThrows(IllegalArgumentException.class, () -> Brier.of(margins));
    assertThrows(IllegalArgumentException.class, () -> LogLoss.of(margins));
    assertThrows(IllegalArgumentException.class, () -> CalibrationError.equalWidth(margins, 10));
  }

  @Test
  void calibrationErrorCutsBinsTwoWays() {
    ScoredRows rows = ScoredRows.of(new double[] {.2, .4, .9}, new boolean[] {false, true, true});
    assertEquals((.4 + .1) / 3, CalibrationError.equalWidth(rows, 2), EXACT);
    assertEquals((.4 + .1) / 3, CalibrationError.equalCount(rows, 2), EXACT);
    ScoredRows skewed = ScoredRows.of(new double[] {.7, .8, .9}, new boolean[] {false, true, true});
    assertEquals((.7 - .2 - .1) / 3, CalibrationError.equalWidth(skewed, 2), EXACT);
    assertEquals((2 * .25 + .1) / 3, CalibrationError.equalCount(skewed, 2), EXACT);
    ScoredRows ends = ScoredRows.of(new double[] {0, 1}, new boolean[] {false, true});
    List<CalibrationError.Bin> bins = CalibrationError.equalWidthBins(ends, 10);
    assertEquals(10, bins.size());
    assertEquals(1, bins.getLast().weight());
    assertTrue(Double.isNaN(bins.get(4).meanScore()));
    assertThrows(IllegalArgumentException.class, () -> CalibrationError.equalCount(ends, 0));
  }

  @Test
  void confusionSharesAreFlaggedWithoutDenominator() {
    Confusion cells = new Confusion(3, 1, 1, 3, 8);
    assertEquals(new Confusion.Ratio(.75, true), cells.precision());
    assertEquals(.75, cells.recall().value());
    assertEquals(.75, cells.specificity().value());
    assertEquals(.75, cells.f1().value());
    assertEquals(.5, cells.mcc().value(), EXACT);
    assertEquals(.25, cells.falsePositiveRate().value());
    assertEquals(.5, cells.selectionRate().value());
    assertEquals(.5, cells.baseRate().value());
    assertEquals(.75, cells.accuracy().value());
    assertEquals(new Confusion.Ratio(0, false), Confusion.EMPTY.precision());
    assertEquals(new Confusion.Ratio(0, false), new Confusion(0, 0, 0, 5, 5).mcc());
    assertEquals(cells, Confusion.EMPTY.plus(cells));
    assertEquals(
        new Confusion(3, 1, 1, 4, 9), cells.plus(false, false, 1), "one more true negative");
    assertThrows(IllegalArgumentException.class, () -> new Confusion(-1, 0, 0, 0, 0));
  }

  @Test
  void decisionAtTheThresholdIsNegative() {
    ScoredRows rows = ScoredRows.of(new double[] {.5, .5000001}, new boolean[] {true, true});
    assertEquals(new Confusion(1, 0, 1, 0, 2), Confusion.at(rows, .5));
  }

  @Test
  void intervalsOfRatesAndDifferences() {
    Interval wilson = Interval.wilson(8, 10);
    assertEquals(.490, wilson.lower(), 5e-4);
    assertEquals(.943, wilson.upper(), 5e-4);
    assertEquals(0, Interval.wilson(0, 10).lower());
    assertEquals(1, Interval.wilson(10, 10).upper());
    Interval newcombe = Interval.newcombe(56, 70, 48, 80);
    assertEquals(.0524, newcombe.lower(), 5e-5);
    assertEquals(.3339, newcombe.upper(), 5e-5);
    assertTrue(newcombe.contains(.2));
    assertFalse(Interval.undefined().contains(0));
    assertThrows(IllegalArgumentException.class, () -> new Interval(1, 0));
    assertThrows(IllegalArgumentException.class, () -> Interval.wilson(3, 2));
  }

  @Test
  void deLongCoversTheTrueAreaAsOftenAsItSays() {
    // Given: positives uniform on [0, 1], negatives x², true area = 2/3 by integration
    SplitMix64 random = new SplitMix64(17);
    int covered = 0;
    for (int round = 0; round < 400; round++) {
      double[] scores = new double[200];
      boolean[] labels = new boolean[200];
      for (int i = 0; i < scores.length; i++) {
        labels[i] = i % 2 == 0;
        double u = random.unit();
        scores[i] = labels[i] ? u : u * u;
      }
      // When
      Interval interval = RocAuc.interval(ScoredRows.of(scores, labels));
      // Then: P(u > v²) = P(v < √u) = ∫ √u du = 2/3
      covered += interval.contains(2.0 / 3) ? 1 : 0;
    }
    assertTrue(covered >= 368 && covered <= 392, "covered " + covered + " of 400");
  }

  @Test
  void bootstrapIsSeededAndAgreesWithDeLong() {
    // Given
    SplitMix64 random = new SplitMix64(5);
    double[] scores = new double[300];
    boolean[] labels = new boolean[300];
    for (int i = 0; i < scores.length; i++) {
      labels[i] = random.below(2) == 0;
      scores[i] = random.unit() * (labels[i] ? 1 : .7);
    }
    ScoredRows rows = ScoredRows.of(scores, labels);
    // When
    Interval first = Bootstrap.interval(rows, RocAuc::of, 11, 400);
    // Then
    assertEquals(first, Bootstrap.interval(rows, RocAuc::of, 11, 400));
    Interval closed = RocAuc.interval(rows);
    assertEquals(closed.lower(), first.lower(), .02);
    assertEquals(closed.upper(), first.upper(), .02);
    assertThrows(IllegalArgumentException.class, () -> Bootstrap.interval(rows, RocAuc::of, 1, 39));
  }

  @Test
  void metricsWithoutBothClassesAreRefused() {
    ScoredRows one = ScoredRows.of(new double[] {.1, .2}, new boolean[] {false, false});
    assertFalse(one.hasBothClasses());
    assertThrows(IllegalArgumentException.class, () -> RocAuc.of(one));
    assertThrows(IllegalArgumentException.class, () -> AveragePrecision.of(one));
    assertThrows(
        IllegalArgumentException.class, () -> ScoredRows.of(new double[0], new boolean[0]));
    assertThrows(
        IllegalArgumentException.class,
        () -> ScoredRows.of(new double[] {Double.NaN}, new boolean[] {true}));
    assertThrows(
        IllegalArgumentException.class,
        () -> ScoredRows.of(new double[] {1}, new boolean[] {true}, new double[] {-1}));
  }

  @Test
  void isotonicFitPoolsViolators() {
    // When
    Calibrator.Isotonic fitted =
        IsotonicFit.fit(
            Calibrator.Input.MARGIN,
            ScoredRows.of(new double[] {1, 2, 3, 4}, new boolean[] {false, true, false, true}),
            0,
            1);
    // Then
    assertEquals(
        new Calibrator.Isotonic(
            Calibrator.Input.MARGIN, new double[] {1, 2, 3, 4}, new double[] {0, .5, .5, 1}, 0, 1),
        fitted);
    Calibrator.Isotonic clipped =
        IsotonicFit.fit(
            Calibrator.Input.MARGIN,
            ScoredRows.of(new double[] {1, 4}, new boolean[] {false, true}));
    assertEquals(1e-6, clipped.calibrate(1));
    assertEquals(1 - 1e-6, clipped.calibrate(9));
  }

  @Test
  void isotonicFitIsTheBestMonotoneStepFunction() {
    // Given: 6 rows, the best of all non-decreasing vectors on a grid of sixtieths
    double[] x = {1, 2, 3, 4, 5, 6};
    boolean[] y = {true, false, false, true, false, true};
    double[] w = {1, 2, 1, 3, 1, 1};
    // When
    Calibrator.Isotonic fitted =
        IsotonicFit.fit(Calibrator.Input.MARGIN, ScoredRows.of(x, y, w), 0, 1);
    // Then
    double error = 0;
    for (int i = 0; i < 6; i++) {
      error += w[i] * Math.pow(fitted.calibrate(x[i]) - (y[i] ? 1 : 0), 2);
    }
    assertEquals(best(0, 0, y, w), error, 1e-9);
  }

  private static double best(int at, int least, boolean[] y, double[] w) {
    if (at == y.length) {
      return 0;
    }
    double best = Double.POSITIVE_INFINITY;
    for (int value = least; value <= 16; value++) {
      double error = w[at] * Math.pow(value / 16.0 - (y[at] ? 1 : 0), 2);
      best = Math.min(best, error + best(at + 1, value, y, w));
    }
    return best;
  }

  @Test
  void fairnessOfTwoGroups() {
    // Given: selected 30 of 100 and 40 of 100; TPR .6 against .7, FPR .1 against .2
    Confusion u = new Confusion(24, 6, 16, 54, 100);
    Confusion p = new Confusion(28, 12, 12, 48, 100);
    // When
    GroupFairness fairness = new GroupFairness(Map.of("p", p, "u", u), "p", 100);
    // Then
    GroupFairness.Measure impact = fairness.disparateImpact();
    assertEquals(.75, impact.value(), EXACT);
    assertTrue(impact.sufficient());
    double half = 1.96 * Math.sqrt(.7 / 30 + .6 / 40);
    assertEquals(.75 * Math.exp(-half), impact.interval().lower(), EXACT);
    assertEquals(.75 * Math.exp(half), impact.interval().upper(), EXACT);
    assertEquals(-.1, fairness.statisticalParity().value(), EXACT);
    assertEquals(Interval.newcombe(30, 100, 40, 100), fairness.statisticalParity().interval());
    assertEquals(-.1, fairness.equalOpportunity().value(), EXACT);
    assertEquals(-.1, fairness.averageOdds().value(), EXACT);
    assertTrue(fairness.averageOdds().interval().contains(-.1));
    assertEquals(.1, fairness.demographicParityDifference(), EXACT);
    assertEquals(.75, fairness.demographicParityRatio(), EXACT);
    assertEquals(.1, fairness.equalizedOddsDifference(), EXACT);
    assertEquals(.5, fairness.equalizedOddsRatio(), EXACT);
  }

  @Test
  void smallAndEmptyGroupsAreShownAsInsufficientNotAsFair() {
    // Given
    Confusion p = new Confusion(0, 0, 5, 5, 10);
    Confusion u = new Confusion(1, 0, 0, 0, 1);
    // When
    GroupFairness fairness = new GroupFairness(Map.of("p", p, "u", u), "p", 150);
    // Then
    assertTrue(Double.isNaN(fairness.disparateImpact().value()));
    assertFalse(fairness.disparateImpact().sufficient());
    assertEquals(1, fairness.statisticalParity().value(), EXACT);
    assertFalse(fairness.statisticalParity().sufficient());
    assertEquals(1, fairness.statisticalParity().unprivilegedRows());
    assertTrue(Double.isNaN(fairness.averageOdds().value()));
    assertThrows(IllegalArgumentException.class, () -> new GroupFairness(Map.of("p", p), "p", 1));
    assertThrows(
        IllegalArgumentException.class, () -> new GroupFairness(Map.of("p", p, "u", u), "x", 1));
  }

  @Test
  void reweighingMakesGroupAndLabelIndependent() {
    // Given
    List<String> groups = List.of("a", "a", "a", "b");
    boolean[] labels = {true, true, false, false};
    double[] ones = {1, 1, 1, 1};
    // When
    Reweighing fitted = Reweighing.fit(groups, labels, ones, 0);
    // Then
    assertEquals(.75, fitted.weight("a", true), EXACT);
    assertEquals(1.5, fitted.weight("a", false), EXACT);
    assertEquals(.5, fitted.weight("b", false), EXACT);
    assertEquals(3, fitted.cells().size());
    assertThrows(IllegalArgumentException.class, () -> fitted.weight("b", true));
    double[] weights = {.75, .75, 1.5, .5};
    double sum = Arrays.stream(weights).sum();
    double squares = Arrays.stream(weights).map(w -> w * w).sum();
    assertEquals(sum * sum / squares, fitted.effectiveRows(), EXACT);
  }

  @Test
  void reweighingMergesGroupsWithSmallCells() {
    // Given
    List<String> groups = List.of("a", "a", "b", "b", "c", "c");
    boolean[] labels = {true, false, true, true, false, false};
    double[] ones = {1, 1, 1, 1, 1, 1};
    // When
    Reweighing fitted = Reweighing.fit(groups, labels, ones, 1);
    // Then
    assertEquals(List.of("a|0", "a|1", "other|0", "other|1"), List.copyOf(fitted.cells().keySet()));
    assertEquals(fitted.weight("b", true), fitted.weight("never seen", true));
  }
}
