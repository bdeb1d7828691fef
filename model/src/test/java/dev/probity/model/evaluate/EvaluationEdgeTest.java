// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.model.Golden;
import dev.probity.model.evaluate.ChunkPolicy.Rest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Rows nobody hopes for, in both modes. */
class EvaluationEdgeTest {
  private static final int REFERENCE = 600;

  private enum Mode {
    COMPAT,
    PROBITY
  }

  private static EvaluationConfig config(Mode mode) {
    return CarLoanRows.config(
        """
        {"probability": "p", "prediction": "h", "target": "y", "continuous": ["x", "c"],
         "categorical": ["k"], "chunk": {"size": 100}, "protected": {"g": "a"},
         "business_value": [[1, -2], [-5, 3]], "mode": "%s"}
        """
            .formatted(mode == Mode.COMPAT ? "compat" : "probity"));
  }

  private static EvaluationRow row(
      double x, @Nullable String k, double p, @Nullable Boolean h, @Nullable Boolean y) {
    return new EvaluationRow(new double[] {x, 5}, list(k), List.of("a"), p, h, y);
  }

  private static List<@Nullable String> list(@Nullable String text) {
    List<@Nullable String> list = new ArrayList<>();
    list.add(text);
    return list;
  }

  private static EvaluationRow usual(Random random) {
    double p = random.nextInt(101) / 100.0;
    return new EvaluationRow(
        new double[] {random.nextInt(10), 5},
        list(random.nextBoolean() ? "u" : "v"),
        List.of(random.nextInt(5) == 0 ? "b" : "a"),
        p,
        p > .5,
        random.nextDouble() < p);
  }

  private static Evaluation evaluation(EvaluationConfig config) {
    Random random = new Random(3);
    ReferenceRows rows = new ReferenceRows(config);
    for (int i = 0; i < REFERENCE; i++) {
      rows.add(usual(random));
    }
    return Evaluation.of(rows, ChunkPlan.of(config.chunks(), Rest.KEEP, REFERENCE, null));
  }

  /** Figures of the one analysis chunk by file and series. */
  private static Map<String, String> figures(Mode mode, List<EvaluationRow> rows, String cell) {
    EvaluationConfig config = config(mode);
    Evaluation evaluation = evaluation(config);
    PeriodFold fold =
        evaluation.analysis(
            ChunkPlan.of(new ChunkPolicy.Size(rows.size()), Rest.KEEP, rows.size(), null));
    rows.forEach(fold::add);
    Map<String, String> figures = new HashMap<>();
    for (ResultFile file : evaluation.files(fold)) {
      Golden.Table table = CarLoanRows.parsed(file.lines());
      for (int row = 0; row < table.rows(); row++) {
        if (table.has("period") && table.text(row, "period").equals("analysis")) {
          String series = table.text(row, table.has("metric") ? "metric" : "column");
          String method = table.has("method") ? " " + table.text(row, "method") : "";
          figures.put(file.name() + " " + series + method, table.text(row, cell));
        }
      }
    }
    return figures;
  }

  @ParameterizedTest
  @EnumSource
  void aChunkWithoutAnyValueHasNoFiguresAndNoAlarmOfPerformance(Mode mode) {
    // Given
    List<EvaluationRow> rows =
        Collections.nCopies(300, row(Double.NaN, null, Double.NaN, null, null));

    // When
    Map<String, String> values = figures(mode, rows, "value");
    Map<String, String> alerts = figures(mode, rows, "alert");

    // Then
    assertEquals("", values.get("cbpe.csv roc_auc"));
    assertEquals("", values.get("cbpe.csv true_positive"));
    assertEquals("", values.get("cbpe.csv business_value"));
    assertEquals("", values.get("realized.csv f1"));
    assertEquals("", values.get("univariate.csv x kolmogorov_smirnov"));
    assertEquals("", values.get("univariate.csv k chi2"));
    assertEquals("1", values.get("quality.csv x missing_rate"));
    assertEquals("1", values.get("quality.csv k unseen_rate"), "missing was never seen");
    assertEquals("300", values.get("statistics.csv rows_count row_count"));
    assertEquals("", values.get("statistics.csv x avg"));
    assertEquals("False", alerts.get("cbpe.csv roc_auc"));
    assertEquals("False", alerts.get("univariate.csv k chi2"));
    assertEquals("True", alerts.get("quality.csv x missing_rate"));
    assertEquals(
        mode == Mode.COMPAT ? "True" : "False",
        alerts.get("statistics.csv x avg"),
        "no value at all is NannyML's alert");
  }

  @ParameterizedTest
  @EnumSource
  void oneRowIsAChunk(Mode mode) {
    // When
    Map<String, String> values = figures(mode, List.of(row(3, "u", 1, true, true)), "value");

    // Then
    assertEquals("1", values.get("statistics.csv rows_count row_count"));
    assertEquals("3", values.get("statistics.csv x avg"));
    assertEquals("", values.get("statistics.csv x std"));
    assertEquals("", values.get("realized.csv roc_auc"), "one class");
    assertEquals("1", values.get("realized.csv accuracy"));
  }

  @ParameterizedTest
  @EnumSource
  void aScoreOfZeroAndADecisionNobodyGetsHaveFigures(Mode mode) {
    // Given: nobody is decided positive
    List<EvaluationRow> rows = Collections.nCopies(300, row(-0.0, "u", 0, false, false));

    // When
    Map<String, String> values = figures(mode, rows, "value");

    // Then
    assertEquals(mode == Mode.COMPAT ? "0" : "", values.get("cbpe.csv precision"));
    assertEquals("", values.get("realized.csv precision"));
    assertEquals("1", values.get("realized.csv accuracy"));
    assertEquals("0", values.get("statistics.csv x sum"));
    assertEquals("0", values.get("quality.csv x range_rate"), "-0.0 is 0");
  }

  @ParameterizedTest
  @EnumSource
  void categoriesNobodyKnowsAreOneUnseenMass(Mode mode) {
    // Given
    List<EvaluationRow> rows = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      rows.add(row(i % 10, "new-" + i, .5, true, true));
    }

    // When
    Map<String, String> values = figures(mode, rows, "value");

    // Then
    assertEquals("1", values.get("univariate.csv k jensen_shannon"));
    assertEquals("1", values.get("univariate.csv k hellinger"));
    assertEquals("5000", values.get("quality.csv k unseen_count"));
    assertTrue(Double.parseDouble(values.get("pca.csv reconstruction_error")) > 0);
  }

  @ParameterizedTest
  @EnumSource
  void aMillionNewCategoriesStayBounded(Mode mode) {
    // Given
    ChunkFold fold = new ChunkFold(evaluation(config(mode)).baseline());

    // When
    for (int i = 0; i < 1_000_000; i++) {
      fold.category(0).addUnseen("id-" + i);
    }

    // Then: known cells, a thousand names and one cell for the rest
    assertEquals(1_000_000, fold.unseen(0));
    assertTrue(fold.category(0).chiSquare().degrees() <= 2 + 1_001);
  }

  @ParameterizedTest
  @EnumSource
  void hugeAndTinyNumbersStopNothing(Mode mode) {
    // Given
    List<EvaluationRow> rows = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      rows.add(row(i % 2 == 0 ? 1e308 : -1e308, "u", .5, true, true));
      rows.add(row(i % 2 == 0 ? Double.MIN_VALUE : -Double.MIN_VALUE, "u", .5, true, true));
    }

    // When
    Map<String, String> values = figures(mode, rows, "value");

    // Then
    assertEquals("0", values.get("statistics.csv x sum"), "exactly");
    assertEquals("150", values.get("quality.csv x range_count"), "50 of the tiny ones are below 0");
    assertFalse(values.get("univariate.csv x kolmogorov_smirnov").isEmpty());
    assertFalse(values.get("univariate.csv x wasserstein").isEmpty());
  }

  @ParameterizedTest
  @EnumSource
  void aConstantFeatureIsOutOfRangeOnlyWhereItDiffers(Mode mode) {
    // Given
    List<EvaluationRow> rows =
        new ArrayList<>(Collections.nCopies(299, row(1, "u", .5, true, true)));
    rows.add(new EvaluationRow(new double[] {1, 5.25}, list("u"), List.of("a"), .5, true, true));

    // When
    Map<String, String> values = figures(mode, rows, "value");
    Map<String, String> alerts = figures(mode, rows, "alert");

    // Then
    assertEquals("1", values.get("quality.csv c range_count"));
    assertEquals("True", alerts.get("quality.csv c range_count"));
    assertEquals("0", values.get("univariate.csv c jensen_shannon"));
  }

  @ParameterizedTest
  @EnumSource
  void aGroupWithoutRowsDoesNotVanish(Mode mode) {
    // Given: group b has no rows, group z is new
    EvaluationConfig config = config(mode);
    Evaluation evaluation = evaluation(config);
    PeriodFold fold = evaluation.analysis(ChunkPlan.of(config.chunks(), Rest.KEEP, 100, null));
    for (int i = 0; i < 100; i++) {
      fold.add(
          new EvaluationRow(
              new double[] {1, 5},
              list("u"),
              List.of(i < 60 ? "a" : "z"),
              .5,
              i % 2 == 0,
              i % 3 == 0));
    }

    // When
    List<String> lines = lines(evaluation, fold, "fairness.csv");
    List<String> aggregate = lines(evaluation, fold, "fairness_aggregate.csv");

    // Then
    assertEquals(4, lines.size());
    assertTrue(lines.get(1).startsWith("g,0,a,60,"), lines.get(1));
    assertTrue(lines.get(2).startsWith("g,0,b,0,0,0,0,0,,"), lines.get(2));
    assertTrue(lines.get(3).startsWith("g,0,(unknown),40,"), lines.get(3));
    assertTrue(lines.get(2).contains("INSUFFICIENT"), lines.get(2));
    assertTrue(aggregate.get(1).startsWith("g,a,0,100,0,1,"), aggregate.get(1));
  }

  private static List<String> lines(Evaluation evaluation, PeriodFold fold, String name) {
    return evaluation.files(fold).stream()
        .filter(file -> file.name().equals(name))
        .findFirst()
        .orElseThrow()
        .lines();
  }

  @Test
  void referencesThatAreNoneSayWhy() {
    refused("no value in the reference", row(Double.NaN, "u", .5, true, true));
    refused("no value in the reference", row(1, null, .5, true, true));
    refused("no row of the reference has p, h and y", row(1, "u", .5, true, null));
    assertThrows(
        IllegalArgumentException.class, () -> row(Double.POSITIVE_INFINITY, "u", .5, true, true));
    assertThrows(IllegalArgumentException.class, () -> row(1, "u", 1.5, true, true));
  }

  private static void refused(String why, EvaluationRow row) {
    EvaluationConfig config = config(Mode.COMPAT);
    ReferenceRows rows = new ReferenceRows(config);
    for (int i = 0; i < 100; i++) {
      rows.add(row);
    }
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> Evaluation.of(rows, ChunkPlan.of(config.chunks(), Rest.KEEP, 100, null)))
            .getMessage();
    assertTrue(message.contains(why), message);
  }

  @ParameterizedTest
  @EnumSource
  void aReferenceOfOneClassAndOneCategoryIsEvaluated(Mode mode) {
    // Given
    EvaluationConfig config = config(mode);
    ReferenceRows rows = new ReferenceRows(config);
    for (int i = 0; i < 200; i++) {
      rows.add(row(i % 5, "u", .9, true, true));
    }

    // When
    Evaluation evaluation =
        Evaluation.of(rows, ChunkPlan.of(config.chunks(), Rest.KEEP, 200, null));
    PeriodFold fold = evaluation.analysis(ChunkPlan.of(config.chunks(), Rest.KEEP, 100, null));
    for (int i = 0; i < 100; i++) {
      fold.add(row(i % 5, "u", .9, true, true));
    }

    // Then
    assertEquals(10, evaluation.files(fold).size(), "no ROC AUC, no correlation");
  }
}
