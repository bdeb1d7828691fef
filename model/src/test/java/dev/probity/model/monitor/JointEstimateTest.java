// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.monitor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

class JointEstimateTest {
  private static final CalibrationCurve CURVE = CalibrationCurve.identity();

  private static ScoreHistogram rows(int labelled, long seed) {
    ScoreHistogram histogram = new ScoreHistogram(ScoreBins.refinedBy(CURVE));
    Random random = new Random(seed);
    for (int i = 0; i < 2_000; i++) {
      double score = random.nextDouble();
      boolean positive = score > .5 != random.nextInt(20) < 1;
      boolean label = random.nextDouble() < score;
      histogram.add(score, positive);
      if (i < labelled) {
        histogram.label(score, positive, label);
      }
    }
    return histogram;
  }

  @Test
  void equalsTheEstimateWithoutLabelsAndTheRealizedFigureWithAll() {
    for (PerformanceMetric metric : PerformanceMetric.values()) {
      // When
      ScoreHistogram none = rows(0, 1);
      ScoreHistogram all = rows(2_000, 1);

      // Then
      assertEquals(
          Performance.estimated(metric, none, CURVE, MonitorMode.PROBITY),
          Performance.joint(metric, none, CURVE),
          1e-12,
          metric.wireName());
      assertEquals(
          Performance.realized(metric, all),
          Performance.joint(metric, all, CURVE),
          1e-12,
          metric.wireName());
    }
  }

  @Test
  void labelsThatComeInNeverChangeTheNumberOfRows() {
    for (int labelled = 0; labelled <= 2_000; labelled += 100) {
      // When
      DecisionCells cells = rows(labelled, 2).joint(CURVE);

      // Then
      assertEquals(2_000, cells.total(), 1e-9, "labelled " + labelled);
    }
  }

  @Test
  void byHand() {
    // Given
    ScoreHistogram two = new ScoreHistogram(ScoreBins.refinedBy(CURVE));
    two.add(.9, true);
    two.add(.9, true);
    two.label(.9, true, false);
    ScoreHistogram pair = new ScoreHistogram(ScoreBins.refinedBy(CURVE));
    pair.add(.9, true);
    pair.add(.2, false);
    pair.label(.9, true, true);

    // Then
    assertEquals(.9, two.joint(CURVE).truePositives(), 1e-12);
    assertEquals(1.1, two.joint(CURVE).falsePositives(), 1e-12);
    assertEquals(.88 / .96, RocCurve.jointArea(pair, CURVE), 1e-12);
  }

  @Test
  void theGapOfCalibrationByHand() {
    // Given
    ScoreHistogram histogram = new ScoreHistogram(ScoreBins.refinedBy(CURVE));
    for (int i = 0; i < 100; i++) {
      histogram.add(.5, true);
      histogram.label(.5, true, i < 60);
    }

    // When
    GroupFigure gap = CalibrationGap.mean(histogram, CURVE);

    // Then
    assertEquals(.1, gap.value(), 1e-12);
    assertEquals(.1 - 1.96 * 5 / 100, gap.lower(), 1e-12);
    assertEquals(.1, CalibrationGap.error(histogram, CURVE), 1e-12);
    assertTrue(Double.isNaN(CalibrationGap.error(rows(0, 3), CURVE)), "no labels, no figure");
  }
}
