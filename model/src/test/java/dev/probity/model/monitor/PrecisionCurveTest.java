// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.monitor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.probity.model.eval.AveragePrecision;
import dev.probity.model.eval.ScoredRows;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Average precision of histograms against sums over rows. */
class PrecisionCurveTest {
  private static ScoreHistogram histogram(double[] scores, boolean[] labels) {
    ScoreHistogram histogram = new ScoreHistogram(ScoreBins.refinedBy(CalibrationCurve.identity()));
    for (int i = 0; i < scores.length; i++) {
      histogram.add(scores[i], scores[i] > .5);
      histogram.label(scores[i], scores[i] > .5, labels[i]);
    }
    return histogram;
  }

  @Test
  void valuesWorkedByHand() {
    // Given
    ScoreHistogram pair = histogram(new double[] {.5, .5}, new boolean[] {true, false});
    ScoreHistogram three = histogram(new double[] {.8, .4, .1}, new boolean[] {true, false, true});

    // Then
    assertEquals(.5, PrecisionCurve.expectedAverage(pair, CalibrationCurve.identity()), 1e-15);
    assertEquals(5.0 / 6, PrecisionCurve.realizedAverage(three), 1e-15);
    assertEquals(11.0 / 6, PrecisionCurve.harmonic(3), 1e-15);
    assertEquals(0, PrecisionCurve.harmonic(0));
    assertEquals(PrecisionCurve.harmonic(256) + 1.0 / 257, PrecisionCurve.harmonic(257), 4e-15);
  }

  @Test
  void equalsTheSumOverRanksAndTheOneOverScores() {
    Random random = new Random(5);
    for (int round = 0; round < 50; round++) {
      // Given: scores in hundredths, so that every bin holds one
      int n = 2 + random.nextInt(400);
      double[] scores = new double[n];
      boolean[] labels = new boolean[n];
      for (int i = 0; i < n; i++) {
        scores[i] = random.nextInt(101) / 100.0;
        labels[i] = i == 0 || random.nextDouble() < scores[i];
      }
      ScoreHistogram histogram = histogram(scores, labels);

      // When
      double expected = PrecisionCurve.expectedAverage(histogram, CalibrationCurve.identity());
      double realized = PrecisionCurve.realizedAverage(histogram);

      // Then
      assertEquals(byRank(scores), expected, 1e-10);
      assertEquals(AveragePrecision.of(ScoredRows.of(scores, labels)), realized, 1e-12);
    }
  }

  private static double byRank(double[] scores) {
    double[] ascending = scores.clone();
    Arrays.sort(ascending);
    double mass = 0;
    double sum = 0;
    for (int rank = 1; rank <= ascending.length; rank++) {
      double p = ascending[ascending.length - rank];
      mass += p;
      sum += p * mass / rank;
    }
    return sum / mass;
  }

  @Test
  void theErrorOfAveragePrecisionIsThatOfItsDraws() {
    // Given
    Random random = new Random(6);
    double[] scores = random.doubles(2_000).toArray();
    boolean[] labels = new boolean[scores.length];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = random.nextDouble() < scores[i];
    }
    ScoreHistogram histogram = histogram(scores, labels);

    // When
    double first = SamplingError.ofAveragePrecision(histogram, 1).over(1_000);
    double second = SamplingError.ofAveragePrecision(histogram, 2).over(1_000);

    // Then: about the deviation of average precisions over 1,000 rows; 50 draws know it to a tenth
    double[] averages = new double[400];
    for (int draw = 0; draw < averages.length; draw++) {
      double[] drawn = new double[1_000];
      boolean[] truth = new boolean[1_000];
      for (int i = 0; i < drawn.length; i++) {
        int row = random.nextInt(scores.length);
        drawn[i] = scores[row];
        truth[i] = labels[row];
      }
      averages[draw] = PrecisionCurve.realizedAverage(histogram(drawn, truth));
    }
    double wanted = Moments.sampleDeviation(averages);
    assertEquals(1, first / wanted, .3);
    assertEquals(1, second / wanted, .3);
  }
}
