// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.model.monitor.CalibrationCurve;
import dev.probity.model.monitor.Divergence;
import dev.probity.model.monitor.MonitorMode;
import dev.probity.model.monitor.Performance;
import dev.probity.model.monitor.PerformanceMetric;
import dev.probity.model.monitor.ScoreBins;
import dev.probity.model.monitor.ScoreHistogram;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What holds for whatever rows come; the seed is in the message. */
class EvaluationPropertyTest {
  private static final long SEED = Long.getLong("probity.seed", 20);
  private static final int ROUNDS = 20;
  private static final String MESSAGE = "seed " + SEED;

  private static EvaluationConfig config(boolean exact) {
    return CarLoanRows.config(
        """
        {"probability": "p", "prediction": "h", "target": "y", "continuous": ["x"],
         "categorical": ["k"], "chunk": {"size": 50}, "protected": {"g": "0"}, "exact": %s}
        """
            .formatted(exact));
  }

  private static EvaluationRow row(Random random) {
    List<String> texts = List.of(Integer.toString(random.nextInt(4)));
    return new EvaluationRow(
        new double[] {random.nextInt(9) == 0 ? Double.NaN : random.nextGaussian() * 1e3},
        texts,
        texts,
        random.nextInt(20) == 0 ? Double.NaN : random.nextDouble(),
        random.nextInt(20) == 0 ? null : random.nextBoolean(),
        random.nextInt(3) == 0 ? null : random.nextBoolean());
  }

  private static Evaluation evaluation(boolean exact, Random random) {
    ReferenceRows rows = new ReferenceRows(config(exact));
    for (int i = 0; i < 300; i++) {
      rows.add(row(random));
    }
    return Evaluation.of(
        rows, ChunkPlan.of(new ChunkPolicy.Size(50), ChunkPolicy.Rest.KEEP, 300, null));
  }

  private static List<Series.Point> points(Evaluation evaluation, ChunkFold fold) {
    return evaluation.series().stream().map(series -> series.at(fold)).toList();
  }

  private static ChunkFold fold(Evaluation evaluation, List<EvaluationRow> rows) {
    ChunkFold fold = new ChunkFold(evaluation.baseline());
    rows.forEach(fold::add);
    return fold;
  }

  @Test
  void mergingIsCommutativeAssociativeAndBlindToOrder() {
    Random random = new Random(SEED);
    for (int round = 0; round < ROUNDS; round++) {
      // Given
      Evaluation evaluation = evaluation(round % 2 == 0, random);
      List<EvaluationRow> rows = new ArrayList<>();
      for (int i = 0; i < 90; i++) {
        rows.add(row(random));
      }
      List<EvaluationRow> a = rows.subList(0, 20);
      List<EvaluationRow> b = rows.subList(20, 50);
      List<EvaluationRow> c = rows.subList(50, 90);

      // When
      ChunkFold left = fold(evaluation, a);
      left.merge(fold(evaluation, b));
      left.merge(fold(evaluation, c));
      ChunkFold right = fold(evaluation, c);
      right.merge(fold(evaluation, b));
      ChunkFold last = fold(evaluation, a);
      right.merge(last);
      ChunkFold withNothing = fold(evaluation, rows);
      withNothing.merge(fold(evaluation, List.of()));
      List<Series.Point> whole = points(evaluation, fold(evaluation, rows));

      // Then
      assertEquals(whole, points(evaluation, left), MESSAGE);
      assertEquals(whole, points(evaluation, right), MESSAGE);
      assertEquals(whole, points(evaluation, withNothing), MESSAGE);
      assertEquals(points(evaluation, fold(evaluation, a)), points(evaluation, last), MESSAGE);
      Collections.shuffle(rows, random);
      assertEquals(whole, points(evaluation, fold(evaluation, rows)), MESSAGE);
    }
  }

  @Test
  void distancesLieBetweenZeroAndOneAndAreZeroForEqualSharesOnly() {
    Random random = new Random(SEED);
    for (int round = 0; round < 200; round++) {
      // Given
      double[] p = shares(random);
      double[] q = shares(random);

      // Then
      for (double distance :
          new double[] {
            Divergence.jensenShannon(p, q), Divergence.hellinger(p, q), Divergence.largestGap(p, q)
          }) {
        assertTrue(distance > 0 && distance <= 1 + 1e-15, MESSAGE);
      }
      assertEquals(0, Divergence.jensenShannon(p, p), MESSAGE);
      assertEquals(0, Divergence.hellinger(p, p), MESSAGE);
      assertEquals(0, Divergence.largestGap(p, p), MESSAGE);
      assertEquals(Divergence.jensenShannon(p, q), Divergence.jensenShannon(q, p), 1e-15, MESSAGE);
      assertEquals(Divergence.hellinger(p, q), Divergence.hellinger(q, p), 1e-15, MESSAGE);
      Arrays.sort(p);
      Arrays.sort(q);
      double gap = RawValues.largestGap(p, q);
      assertTrue(gap > 0 && gap <= 1, MESSAGE);
      assertEquals(gap, RawValues.largestGap(q, p), MESSAGE);
      assertEquals(0, RawValues.largestGap(p, p), MESSAGE);
    }
  }

  private static double[] shares(Random random) {
    double[] shares = random.doubles(6).toArray();
    double sum = Arrays.stream(shares).sum();
    return Arrays.stream(shares).map(share -> share / sum).toArray();
  }

  @Test
  void rankingFiguresDoNotChangeUnderAMapThatKeepsTheOrder() {
    Random random = new Random(SEED);
    for (int round = 0; round < ROUNDS; round++) {
      // Given: multiples of 1/64, so that neither they nor their squares share a bin
      List<Double> scores = random.ints(200, 0, 65).mapToObj(i -> i / 64.0).toList();
      ScoreHistogram plain = new ScoreHistogram(ScoreBins.refinedBy(CalibrationCurve.identity()));
      ScoreHistogram mapped = new ScoreHistogram(plain.bins());

      // When
      for (double score : scores) {
        boolean label = random.nextDouble() < score;
        double other = Math.sqrt(score);
        plain.add(score, label);
        plain.label(score, label, label);
        mapped.add(other, label);
        mapped.label(other, label, label);
      }

      // Then
      assertEquals(
          Performance.realized(PerformanceMetric.ROC_AUC, plain),
          Performance.realized(PerformanceMetric.ROC_AUC, mapped),
          1e-15,
          MESSAGE);
      Figure figure = new Figure.AveragePrecision();
      assertEquals(
          figure.realized(plain, MonitorMode.PROBITY),
          figure.realized(mapped, MonitorMode.PROBITY),
          1e-15,
          MESSAGE);
    }
  }

  @Test
  void isotonicRegressionRisesAndFittingItAgainChangesNothing() {
    Random random = new Random(SEED);
    for (int round = 0; round < ROUNDS; round++) {
      // Given
      int n = 1 + random.nextInt(200);
      double[] scores = random.ints(n, 0, 50).mapToDouble(i -> i / 50.0).toArray();
      boolean[] labels = new boolean[n];
      for (int i = 0; i < n; i++) {
        labels[i] = random.nextBoolean();
      }

      // When
      CalibrationCurve curve = CalibrationCurve.fit(scores, labels);
      double[] fitted = Arrays.stream(scores).map(curve::apply).toArray();
      CalibrationCurve again = CalibrationCurve.fit(fitted, labels);

      // Then
      double before = 0;
      for (double knot : curve.knotProbabilities()) {
        assertTrue(knot >= before, MESSAGE);
        before = knot;
      }
      for (double value : fitted) {
        assertEquals(value, again.apply(value), 1e-12, MESSAGE);
      }
    }
  }
}
