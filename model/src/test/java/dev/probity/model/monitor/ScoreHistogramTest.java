// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.monitor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ScoreHistogramTest {
  private static final ScoreBins BINS = ScoreBins.refinedBy(CalibrationCurve.identity());

  private record Row(double score, boolean positive, boolean label) {}

  private static List<Row> rows(int count, long seed) {
    Random random = new Random(seed);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      double score = random.nextInt(1_025) / 1_024.0;
      rows.add(new Row(score, random.nextBoolean(), random.nextDouble() < score));
    }
    return rows;
  }

  private static ScoreHistogram fold(List<Row> rows) {
    ScoreHistogram histogram = new ScoreHistogram(BINS);
    for (Row row : rows) {
      histogram.add(row.score(), row.positive());
      histogram.label(row.score(), row.positive(), row.label());
    }
    return histogram;
  }

  @Test
  void expectsTheWorkedCells() {
    // Given
    ScoreHistogram histogram = new ScoreHistogram(BINS);

    // When
    histogram.add(.9, true);
    histogram.add(.2, false);
    DecisionCells cells = histogram.expected(CalibrationCurve.identity());

    // Then
    assertEquals(.9, cells.truePositives(), 1e-12);
    assertEquals(.1, cells.falsePositives(), 1e-12);
    assertEquals(.2, cells.falseNegatives(), 1e-12);
    assertEquals(.8, cells.trueNegatives(), 1e-12);
  }

  @Test
  void countsTheLabelledRows() {
    // Given
    List<Row> rows = rows(500, 1);

    // When
    DecisionCells cells = fold(rows).realized();

    // Then
    assertEquals(
        rows.stream().filter(r -> r.positive() && r.label()).count(), cells.truePositives());
    assertEquals(
        rows.stream().filter(r -> r.positive() && !r.label()).count(), cells.falsePositives());
    assertEquals(
        rows.stream().filter(r -> !r.positive() && r.label()).count(), cells.falseNegatives());
    assertEquals(500, cells.total());
  }

  @Test
  void mergesToTheSameBitsInAnyOrder() {
    // Given
    List<Row> rows = rows(1_000, 2);
    long[] whole = fold(rows).toSparse();
    Random random = new Random(3);

    // When
    Collections.shuffle(rows, random);
    List<ScoreHistogram> parts = new ArrayList<>();
    for (int from = 0; from < rows.size(); from += 125) {
      parts.add(fold(rows.subList(from, from + 125)));
    }
    Collections.shuffle(parts, random);
    ScoreHistogram merged = new ScoreHistogram(BINS);
    parts.forEach(merged::merge);

    // Then
    assertArrayEquals(whole, merged.toSparse());
    assertEquals(1_000, merged.total());
    assertEquals(1_000, merged.totalLabelled());
  }

  @Test
  void survivesItsSparseForm() {
    // Given
    ScoreHistogram histogram = fold(rows(300, 4));

    // When
    ScoreHistogram read = ScoreHistogram.ofSparse(BINS, histogram.toSparse());

    // Then
    assertArrayEquals(histogram.toSparse(), read.toSparse());
    assertEquals(300, read.totalLabelled());
  }

  @Test
  void refusesImpossibleSparseForms() {
    // Given
    long[][] impossible = {
      {0, 1, 0, 0},
      {5, 1, 0, 0, 0, 5, 1, 0, 0, 0},
      {-1, 1, 0, 0, 0},
      {1L << 40, 1, 0, 0, 0},
      {0, 0, 0, 0, 0},
      {0, 1, 0, 2, 0},
      {0, 1, 0, 1, 2},
      {0, 1, -1, 0, 0},
    };

    // When
    for (long[] sparse : impossible) {

      // Then
      assertThrows(IllegalArgumentException.class, () -> ScoreHistogram.ofSparse(BINS, sparse));
    }
  }

  @Test
  void refusesLabelsBeyondItsRows() {
    // Given
    ScoreHistogram histogram = new ScoreHistogram(BINS);
    histogram.add(.5, true);
    histogram.label(.5, true, true);

    // When
    IllegalStateException twice =
        assertThrows(IllegalStateException.class, () -> histogram.label(.5, true, true));

    // Then
    assertTrue(twice.getMessage().contains("counted twice"));
    assertThrows(IllegalStateException.class, () -> histogram.relabel(.5, true, true));
    histogram.relabel(.5, true, false);
    assertEquals(0, histogram.realized().truePositives());
  }

  @Test
  void refusesScoresOutsideTheRange() {
    // Given
    ScoreHistogram histogram = new ScoreHistogram(BINS);

    // When
    double[] outside = {-1e-9, 1.0000001, Double.NaN, Double.POSITIVE_INFINITY};

    // Then
    for (double score : outside) {
      assertThrows(IllegalArgumentException.class, () -> histogram.add(score, true));
    }
  }

  @Test
  void refusesToMergeOverOtherBins() {
    // Given
    CalibrationCurve curve = CalibrationCurve.ofKnots(List.of(.12345, .6), List.of(.1, .9));
    ScoreHistogram other = new ScoreHistogram(ScoreBins.refinedBy(curve));

    // When
    ScoreHistogram histogram = new ScoreHistogram(BINS);

    // Then
    assertThrows(IllegalArgumentException.class, () -> histogram.merge(other));
  }

  @Test
  void noKnotLiesInsideABin() {
    // Given
    CalibrationCurve curve =
        CalibrationCurve.ofKnots(List.of(-0.0, .33333, .5, 1.0), List.of(.0, .2, .7, 1.0));

    // When
    ScoreBins bins = ScoreBins.refinedBy(curve);

    // Then
    assertEquals(1_025, bins.count());
    assertEquals(bins.indexOf(.3333), bins.indexOf(.33333) - 1);
    assertEquals(0, bins.indexOf(0));
    assertEquals(bins.count() - 1, bins.indexOf(1));
  }

  @Test
  void sumsOfCalibratedProbabilitiesAreExact() {
    // Given
    CalibrationCurve curve =
        CalibrationCurve.ofKnots(List.of(.1, .30001, .8), List.of(.05, .5, .6));
    ScoreHistogram histogram = new ScoreHistogram(ScoreBins.refinedBy(curve));
    Random random = new Random(5);
    double sum = 0;

    // When
    for (int i = 0; i < 5_000; i++) {
      double score = random.nextDouble();
      histogram.add(score, true);
      sum += curve.apply(score);
    }

    // Then
    assertEquals(sum, histogram.expected(curve).truePositives(), 1e-8);
  }
}
