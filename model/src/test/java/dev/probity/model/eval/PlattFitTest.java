// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.model.Calibrator;
import dev.probity.model.Calibrator.Input;
import dev.probity.model.Ensemble;
import dev.probity.model.Golden;
import dev.probity.model.SplitMix64;
import dev.probity.model.codec.Json;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PlattFitTest {
  private static final double GATE = 1e-8;

  @Test
  void coefficientsAndApplicationsEqualTheReference() {
    check(Golden.trimmed());
  }

  @Test
  void applicationsOfTheFullSetEqualTheReference() {
    check(Golden.full());
  }

  private static void check(Golden golden) {
    // Given: fitted on rows 0–7999 of the vectors, applied to the rest
    Golden.Table vectors = golden.table("vectors.csv.gz");
    Golden.Table applied = golden.table("calibration.csv.gz");
    Json.ObjectValue wanted = golden.json("metrics.json").object("calibration");
    double[] scores = Arrays.copyOf(vectors.column("SCORE"), 8_000);
    boolean[] labels = new boolean[8_000];
    double[] logits = new double[8_000];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = vectors.text(i, "Y").equals("1");
      logits[i] = logit(scores[i]);
    }
    // When
    Calibrator.Platt onLogit = PlattFit.fit(Input.MARGIN, ScoredRows.of(logits, labels));
    Calibrator.Platt onScore = PlattFit.fit(Input.SCORE, ScoredRows.of(scores, labels));
    // Then
    double worst =
        Math.max(
            distance(wanted.numbers("sigmoid_logit_a_b"), onLogit),
            distance(wanted.numbers("sigmoid_score_a_b"), onScore));
    double worstApplied = 0;
    for (int row = 0; row < applied.rows(); row++) {
      double score = applied.number(row, "score");
      worstApplied =
          Math.max(
              worstApplied,
              Math.abs(applied.number(row, "sigmoid_on_logit") - onLogit.apply(logit(score))));
      worstApplied =
          Math.max(
              worstApplied,
              Math.abs(applied.number(row, "sigmoid_on_score") - onScore.apply(score)));
    }
    System.out.printf(
        "golden: Platt a, b <= %.2e, %d applications <= %.2e%n",
        worst, 2 * applied.rows(), worstApplied);
    assertTrue(worst <= GATE, "a, b " + worst);
    assertTrue(worstApplied <= 1e-9, "applications " + worstApplied);
  }

  @Test
  void twoRowsOppositeEachOtherHaveTheSlopeWorkedByHand() {
    Calibrator.Platt fitted =
        PlattFit.fit(
            Input.MARGIN, ScoredRows.of(new double[] {-1, 1}, new boolean[] {false, true}));
    assertEquals(-Math.log(2), fitted.a(), 1e-12);
    assertEquals(0, fitted.b(), 1e-12);
    assertEquals(2.0 / 3, fitted.apply(1), 1e-12);
  }

  @Test
  void gradientVanishesAtTheFitWhateverTheRows() {
    long seed = Long.getLong("probity.seed", 8L);
    SplitMix64 random = new SplitMix64(seed);
    for (int round = 0; round < 200; round++) {
      // Given
      int n = 10 + random.below(40);
      double[] scores = new double[n];
      boolean[] labels = new boolean[n];
      double[] weights = new double[n];
      for (int i = 0; i < n; i++) {
        labels[i] = random.below(2) == 0;
        scores[i] = random.unit() * 10 - 5 + (labels[i] ? 1 : 0);
        weights[i] = 0.5 + random.below(3);
      }
      ScoredRows rows = ScoredRows.of(scores, labels, weights);
      // When
      Calibrator.Platt fitted = PlattFit.fit(Input.MARGIN, rows);
      // Then
      double ga = 0;
      double gb = 0;
      for (int i = 0; i < n; i++) {
        double target =
            labels[i]
                ? (rows.positiveWeight() + 1) / (rows.positiveWeight() + 2)
                : 1 / (rows.negativeWeight() + 2);
        double gap = weights[i] * (target - fitted.apply(scores[i]));
        ga += gap * scores[i];
        gb += gap;
      }
      assertEquals(0, gb, 1e-9, "seed " + seed + " round " + round);
      assertTrue(fitted.a() == 0 || Math.abs(ga) < 1e-8, "seed " + seed + " round " + round);
    }
  }

  @Test
  void scoresThatRankBackwardsAreFlattenedAndNotTurnedAround() {
    // Given: 3 positives low, 1 negative high
    ScoredRows rows =
        ScoredRows.of(new double[] {1, 2, 3, 9}, new boolean[] {true, true, true, false});
    // When
    Calibrator.Platt fitted = PlattFit.fit(Input.MARGIN, rows);
    // Then: the mean of the targets 4/5 three times and 1/3 once
    assertEquals(0, fitted.a());
    assertEquals((3 * .8 + 1.0 / 3) / 4, fitted.apply(-100), 1e-12);
    assertEquals(fitted.apply(-100), fitted.apply(100));
  }

  @Test
  void separableAndConstantScoresHaveAFiniteFit() {
    boolean[] labels = {false, false, true, true};
    Calibrator.Platt separable =
        PlattFit.fit(Input.MARGIN, ScoredRows.of(new double[] {-2, -1, 1, 2}, labels));
    assertTrue(separable.a() < 0 && Double.isFinite(separable.a()), separable.toString());
    Calibrator.Platt constant =
        PlattFit.fit(Input.MARGIN, ScoredRows.of(new double[] {3, 3, 3, 3}, labels));
    assertEquals(.5, constant.apply(3), 1e-12);
    Calibrator.Platt onlyPositives =
        PlattFit.fit(Input.MARGIN, ScoredRows.of(new double[] {1, 2}, new boolean[] {true, true}));
    assertEquals(.75, onlyPositives.apply(1.5), 1e-9);
    assertThrows(
        IllegalArgumentException.class,
        () ->
            PlattFit.fit(
                Input.MARGIN,
                ScoredRows.of(new double[] {1}, new boolean[] {true}, new double[] {0})));
  }

  @Test
  void withoutSmoothedTargetsTheReferenceWouldBeMissed() {
    // Given: what the trap in the specification warns of
    Golden golden = Golden.trimmed();
    double wanted =
        golden.json("metrics.json").object("calibration").numbers("sigmoid_logit_a_b")[0];
    Golden.Table vectors = golden.table("vectors.csv.gz");
    double[] logits = new double[8_000];
    boolean[] labels = new boolean[8_000];
    double[] heavy = new double[8_000];
    Arrays.fill(heavy, 1e6);
    for (int i = 0; i < labels.length; i++) {
      labels[i] = vectors.text(i, "Y").equals("1");
      logits[i] = logit(vectors.number(i, "SCORE"));
    }
    // When: rows so heavy that the smoothing of the targets is nothing
    double found = PlattFit.fit(Input.MARGIN, ScoredRows.of(logits, labels, heavy)).a();
    // Then
    assertEquals(2.5e-3, Math.abs(found - wanted), 5e-4);
  }

  private static double distance(double[] wanted, Calibrator.Platt found) {
    return Math.max(Math.abs(wanted[0] - found.a()), Math.abs(wanted[1] - found.b()));
  }

  private static double logit(double p) {
    return Math.log(p) - Math.log(1 - p);
  }

  @Test
  void calibratorReadsMarginOrScoreAndRefusesWhatIsNoSlope() {
    assertEquals(2.0 / 3, new Calibrator.Platt(Input.MARGIN, -Math.log(2), 0).calibrate(1), 1e-12);
    double p = Ensemble.probability(1);
    assertEquals(
        1 / (1 + Math.exp(-2 * p + 1)),
        new Calibrator.Platt(Input.SCORE, -2, 1).calibrate(1),
        1e-12);
    for (double a : new double[] {.1, Double.NaN, Double.NEGATIVE_INFINITY}) {
      assertThrows(IllegalArgumentException.class, () -> new Calibrator.Platt(Input.MARGIN, a, 0));
    }
    assertThrows(
        IllegalArgumentException.class, () -> new Calibrator.Platt(Input.MARGIN, 0, Double.NaN));
    assertThrows(
        IllegalArgumentException.class,
        () -> new Calibrator.Platt(Input.MARGIN, -1, 0).calibrate(Double.NaN));
  }
}
