// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.compare;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.model.eval.Interval;
import dev.probity.model.eval.RocAuc;
import dev.probity.model.eval.ScoredRows;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FigureTest {
  private static final double EXACT = 1e-12;
  private static final Figure NOTHING = Figure.area(new double[] {1, 1}, new double[] {0, 0});

  @Test
  void areaAndItsComponentsAreThoseWorkedByHand() {
    Figure area = Figure.area(new double[] {.4, .8}, new double[] {.1, .4});
    assertEquals(.875, area.value(), EXACT);
    assertArrayEquals(new double[] {.75, 1}, area.strata().get(0), EXACT);
    assertArrayEquals(new double[] {1, .75}, area.strata().get(1), EXACT);
    // Variance 1/32, against a figure that does not vary.
    double half = 1.96 * Math.sqrt(1 / 32.0);
    assertEquals(-.125 - half, area.minus(NOTHING).lower(), EXACT);
    assertEquals(-.125 + half, area.minus(NOTHING).upper(), EXACT);
  }

  @Test
  void intervalOfOneAreaIsDeLongsOfTheMetric() {
    Random random = new Random(3);
    double[] positives = random.doubles(300).map(x -> Math.round(x * 40 + 8)).toArray();
    double[] negatives = random.doubles(500).map(x -> Math.round(x * 40)).toArray();
    double[] scores = new double[800];
    boolean[] labels = new boolean[800];
    for (int i = 0; i < 800; i++) {
      labels[i] = i < 300;
      scores[i] = i < 300 ? positives[i] : negatives[i - 300];
    }
    ScoredRows rows = ScoredRows.of(scores, labels);
    Figure area = Figure.area(positives, negatives);
    assertEquals(RocAuc.of(rows), area.value(), EXACT);
    Interval ours = area.minus(NOTHING);
    Interval theirs = RocAuc.interval(rows);
    assertEquals(theirs.upper() - theirs.lower(), ours.upper() - ours.lower(), 1e-9);
  }

  @Test
  void ratioIsTheOneWorkedByHand() {
    double[] group = {1, 1, 0, 0};
    double[] privileged = {1, 1, 1, 1, 0};
    Figure ratio = Figure.ratio(group, privileged);
    assertEquals(.625, ratio.value(), EXACT);
    assertEquals(1.25, ratio.strata().get(0)[0], EXACT);
    assertEquals(-.78125, ratio.strata().get(1)[0], EXACT);
  }

  @Test
  void sameFigureTwiceDiffersByNothingAtAll() {
    Figure mean = Figure.mean(new double[] {1, 0, 1, 1});
    assertEquals(.75, mean.value(), EXACT);
    assertEquals(new Interval(0, 0), mean.minusPaired(mean));
    // Other cases: twice the variance of .25/4.
    assertEquals(1.96 * Math.sqrt(.125), mean.minus(mean).upper(), EXACT);
  }

  @Test
  void intervalsHoldTheTruthAsOftenAsTheySay() {
    Random random = new Random(11);
    int held = 0;
    int runs = 400;
    for (int run = 0; run < runs; run++) {
      double[][] area = new double[4][150];
      double[] rates = new double[200];
      Arrays.setAll(rates, i -> random.nextDouble() < .3 ? 1 : 0);
      // Two scores of the same cases, the second with twice the noise.
      for (int i = 0; i < 150; i++) {
        double own = random.nextGaussian();
        area[0][i] = 1 + own + random.nextGaussian();
        area[1][i] = 1 + own + 2 * random.nextGaussian();
        double other = random.nextGaussian();
        area[2][i] = other + random.nextGaussian();
        area[3][i] = other + 2 * random.nextGaussian();
      }
      Interval difference =
          Figure.area(area[1], area[3]).minusPaired(Figure.area(area[0], area[2]));
      // Normal scores: area = Phi(1 / sqrt(2 v)), v = 2 and 5.
      held += difference.contains(phi(1 / Math.sqrt(10)) - phi(.5)) ? 1 : 0;
    }
    assertTrue(held >= .92 * runs && held <= .98 * runs, held + " of " + runs);
  }

  /** Φ by Abramowitz and Stegun 26.2.17, error below 7.5e-8. */
  private static double phi(double x) {
    double t = 1 / (1 + .2316419 * x);
    double tail =
        t
            * (.319381530
                + t * (-.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
    return 1 - Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI) * tail;
  }
}
