// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.global;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.model.Ensemble;
import dev.probity.model.Golden;
import dev.probity.model.Objective;
import dev.probity.model.RandomTrees;
import dev.probity.model.Tree;
import dev.probity.model.TreeBuilder;
import dev.probity.model.shap.ShapRecurrence;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class GlobalViewsTest {
  private static final DoubleUnaryOperator LOG_ODDS = DoubleUnaryOperator.identity();

  @Test
  void importanceIsTheMeanAbsoluteContributionWithItsN() {
    // Given: two rows of two features
    double[] contributions = {.3, 0, -.5, 2};
    // When
    Importance all = Importance.of(contributions, 2);
    // Then
    assertEquals("all", all.group());
    assertEquals(2, all.n());
    assertEquals(.4, all.features().get(0).value(), 1e-15);
    assertEquals(.204, all.features().get(0).interval().lower(), 5e-4);
    assertEquals(.596, all.features().get(0).interval().upper(), 5e-4);
    assertEquals(1, all.features().get(1).value());
    assertEquals(0, all.features().get(1).interval().lower(), "an absolute value is not negative");
  }

  @Test
  void importanceByGroupKeepsEveryGroupAndItsWeightedMeanIsTheWhole() {
    // Given
    Golden golden = Golden.trimmed();
    List<float[]> rows = golden.numericRows();
    ShapRecurrence shap = new ShapRecurrence(golden.model("xgb_300x4").ensemble());
    double[] contributions = new double[rows.size() * 11];
    Golden.Table table = golden.table("rows.csv.gz");
    List<String> sexes =
        java.util.stream.IntStream.range(0, rows.size())
            .mapToObj(row -> table.text(row, "SEX"))
            .toList();
    for (int r = 0; r < rows.size(); r++) {
      System.arraycopy(shap.explain(rows.get(r)).contributions(), 0, contributions, 11 * r, 11);
    }
    // When
    Importance all = Importance.of(contributions, 11);
    List<Importance> groups = Importance.byGroup(contributions, 11, sexes);
    // Then
    assertEquals(rows.size(), groups.stream().mapToInt(Importance::n).sum());
    for (int f = 0; f < 11; f++) {
      double sum = 0;
      for (Importance group : groups) {
        sum += group.n() * group.features().get(f).value();
      }
      assertEquals(all.features().get(f).value(), sum / all.n(), 1e-12);
      assertTrue(all.features().get(f).interval().contains(all.features().get(f).value()));
    }
    assertTrue(
        all.features().get(8).value() > all.features().get(2).value(),
        "hours worked move more than citizenship");
  }

  @Test
  void importanceOfOneRowHasNoIntervalAndMisfitsAreRefused() {
    assertTrue(
        Double.isNaN(Importance.of(new double[] {1}, 1).features().getFirst().interval().lower()));
    assertThrows(IllegalArgumentException.class, () -> Importance.of(new double[3], 2));
    assertThrows(IllegalArgumentException.class, () -> Importance.of(new double[0], 2));
    assertThrows(
        IllegalArgumentException.class, () -> Importance.byGroup(new double[4], 2, List.of("a")));
  }

  @Test
  void gridHoldsEachQuantileOnce() {
    float[] column = {9, 1, 1, Float.NaN, 2, 1};
    assertArrayEquals(new float[] {1, 9}, Grid.quantiles(column, 6, 1, 0, 2));
    assertArrayEquals(new float[] {1, 2, 9}, Grid.quantiles(column, 6, 1, 0, 5));
    assertArrayEquals(new float[0], Grid.quantiles(new float[] {Float.NaN}, 1, 1, 0, 5));
    assertThrows(IllegalArgumentException.class, () -> Grid.quantiles(column, 6, 1, 0, 0));
    assertThrows(IndexOutOfBoundsException.class, () -> Grid.quantiles(column, 6, 1, 1, 2));
  }

  @Test
  void linesAndTheirMeanAreThoseWorkedByHand() {
    // Given
    Ensemble ensemble = ensemble(2, stump(0, 5, -1, 1), stump(1, 5, -2, 2));
    float[] rows = {0, 0, 0, 9};
    // When
    PartialDependence found =
        PartialDependence.of(ensemble, LOG_ODDS, rows, 2, 0, new float[] {3, 7});
    // Then
    assertEquals(2, found.n());
    assertEquals(2, found.size());
    assertEquals(3, found.at(0));
    assertEquals(-3, found.individual(0, 0));
    assertEquals(1, found.individual(1, 0));
    assertEquals(-1, found.mean(0));
    assertEquals(1, found.mean(1));
    assertEquals(0, rows[0], "the rows are left alone");
    double half = 1.96 * Math.sqrt(8 / 2.0);
    assertEquals(-1 - half, found.interval(0).lower(), 1e-12);
  }

  @Test
  void linesEqualOneRowAtATimeOnRandomModelsInEveryScale() {
    long seed = Long.getLong("probity.seed", 77L);
    for (int round = 0; round < 60; round++) {
      // Given: more rows than a block has
      RandomTrees random = new RandomTrees(seed + round);
      Ensemble ensemble = random.ensemble();
      int width = ensemble.features();
      int count = 300;
      float[] rows = new float[count * width];
      for (int r = 0; r < count; r++) {
        System.arraycopy(random.row(), 0, rows, r * width, width);
      }
      int column = round % width;
      float[] grid = Grid.quantiles(rows, count, width, column, 6);
      // When
      PartialDependence found =
          PartialDependence.of(ensemble, Ensemble::probability, rows, count, column, grid);
      // Then
      for (int point = 0; point < grid.length; point++) {
        double sum = 0;
        for (int r = 0; r < count; r++) {
          float[] row = java.util.Arrays.copyOfRange(rows, r * width, (r + 1) * width);
          row[column] = grid[point];
          double alone = Ensemble.probability(ensemble.margin(row));
          assertEquals(alone, found.individual(r, point), "seed " + (seed + round));
          sum += alone;
        }
        assertEquals(sum / count, found.mean(point), 1e-12, "seed " + (seed + round));
      }
    }
  }

  @Test
  void accumulatedEffectsAreThoseWorkedByHand() {
    // Given
    Ensemble ensemble = ensemble(1, stump(0, 3, -1, 1));
    float[] rows = {1, 2, 7, 9, Float.NaN, 99};
    // When
    AccumulatedEffects found = AccumulatedEffects.of(ensemble, rows, 6, 0, new float[] {0, 5, 10});
    // Then
    assertEquals(3, found.size());
    assertEquals(-1.5, found.effect(0), 1e-12);
    assertEquals(.5, found.effect(1), 1e-12);
    assertEquals(.5, found.effect(2), 1e-12);
    assertEquals(2, found.rows(0));
    assertEquals(2, found.rows(1), "neither the missing value nor the one outside");
    assertEquals(10, found.at(2));
  }

  /** The case partial dependence gets wrong: x₁ always equals x₀, and only both high add 1. */
  @Test
  void accumulatedEffectsDoNotInventRowsThatDoNotExist() {
    // Given: rows (0,0), (1,1), (2,2), (3,3); tree adds 1 only if x₀ ≥ 2 and x₁ < 1
    Tree never =
        new TreeBuilder()
            .split(0, 2f, true, 4)
            .leaf(0, 2)
            .split(1, 1f, true, 2)
            .leaf(1, 1)
            .leaf(0, 1)
            .build();
    Ensemble ensemble = ensemble(2, never);
    float[] rows = {0, 0, 1, 1, 2, 2, 3, 3};
    // When
    AccumulatedEffects effects =
        AccumulatedEffects.of(ensemble, rows, 4, 0, new float[] {0, 1, 2, 3});
    PartialDependence dependence =
        PartialDependence.of(ensemble, LOG_ODDS, rows, 4, 0, new float[] {0, 3});
    // Then
    for (int edge = 0; edge < effects.size(); edge++) {
      assertEquals(0, effects.effect(edge));
    }
    assertEquals(.25, dependence.mean(1) - dependence.mean(0), "of a row (3, 0) nobody has seen");
  }

  @Test
  void effectsOfAnAdditiveModelAreItsOwnStepsWhicheverViewIsTaken() {
    // Given
    Ensemble ensemble = ensemble(2, stump(0, 10, -1, 1), stump(0, 30, 0, 3), stump(1, 5, -2, 2));
    float[] rows = new float[80];
    for (int i = 0; i < 40; i++) {
      rows[2 * i] = i;
      rows[2 * i + 1] = i % 11;
    }
    float[] edges = {0, 9, 20, 39};
    // When
    AccumulatedEffects effects = AccumulatedEffects.of(ensemble, rows, 40, 0, edges);
    PartialDependence dependence = PartialDependence.of(ensemble, LOG_ODDS, rows, 40, 0, edges);
    // Then
    for (int i = 1; i < edges.length; i++) {
      assertEquals(
          dependence.mean(i) - dependence.mean(i - 1),
          effects.effect(i) - effects.effect(i - 1),
          1e-12);
    }
    assertEquals(2, effects.effect(2) - effects.effect(1), 1e-12);
    assertEquals(3, effects.effect(3) - effects.effect(2), 1e-12);
  }

  @Test
  void argumentsThatDoNotFitAreRefused() {
    Ensemble ensemble = ensemble(1, stump(0, 3, -1, 1));
    float[] rows = {1};
    assertThrows(
        IllegalArgumentException.class,
        () -> AccumulatedEffects.of(ensemble, rows, 1, 0, new float[] {1}));
    assertThrows(
        IllegalArgumentException.class,
        () -> AccumulatedEffects.of(ensemble, rows, 1, 0, new float[] {1, 1}));
    assertThrows(
        IllegalArgumentException.class,
        () -> PartialDependence.of(ensemble, LOG_ODDS, rows, 1, 0, new float[0]));
    assertThrows(
        IndexOutOfBoundsException.class,
        () -> PartialDependence.of(ensemble, LOG_ODDS, rows, 1, 1, new float[1]));
    assertThrows(
        IndexOutOfBoundsException.class,
        () -> PartialDependence.of(ensemble, LOG_ODDS, rows, 2, 0, new float[1]));
  }

  private static Tree stump(int feature, float threshold, float left, float right) {
    return new TreeBuilder()
        .split(feature, threshold, true, 2)
        .leaf(left, 1)
        .leaf(right, 1)
        .build();
  }

  private static Ensemble ensemble(int features, Tree... trees) {
    return new Ensemble(features, Objective.BINARY_LOGISTIC, .5f, List.of(trees));
  }
}
