// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.model.Calibrator;
import dev.probity.model.Ensemble;
import dev.probity.model.FeatureSpec;
import dev.probity.model.Objective;
import dev.probity.model.Tree;
import dev.probity.model.TreeBuilder;
import dev.probity.model.bundle.Manifest.MetricValue;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class EvaluationTest {
  private static Dataset dataset;
  private static int[] rows;
  private static Evaluation evaluation;

  /** Whoever has a grade of 3.5 or worse, or none, is expected to leave. */
  @BeforeAll
  static void evaluate() {
    dataset = Apprentices.dataset(Apprentices.drawn(900, 3));
    rows = IntStream.range(0, dataset.rows()).toArray();
    FeatureSpec spec = Encoder.spec(Apprentices.PROFILE, dataset, rows);
    Tree tree = new TreeBuilder().split(1, 3.5f, false, 2).leaf(-1, 1).leaf(1, 1).build();
    Ensemble ensemble = new Ensemble(spec.size(), Objective.BINARY_LOGISTIC, .5f, List.of(tree));
    evaluation =
        Evaluation.of(
            ScoredPart.of(spec, ensemble, dataset, rows),
            dataset,
            new Calibrator.Identity(),
            TrainingSpec.of("apprentice-retention", 1),
            Apprentices.PROFILE,
            Apprentices.ACCESS);
  }

  @Test
  void figuresEqualThoseCountedByHand() {
    // Given
    double correct = 0;
    double squares = 0;
    double losses = 0;
    double p = 1 / (1 + Math.exp(-1));
    for (int row : rows) {
      double probability = selected(row) ? p : 1 - p;
      double label = dataset.positive(row) ? 1 : 0;
      correct += selected(row) == dataset.positive(row) ? 1 : 0;
      squares += (probability - label) * (probability - label);
      losses -= Math.log(label == 1 ? probability : 1 - probability);
    }
    // Then
    assertEquals(correct / rows.length, figure("accuracy").value(), 1e-12);
    assertEquals(squares / rows.length, figure("brier").value(), 1e-12);
    assertEquals(losses / rows.length, figure("logLoss").value(), 1e-12);
    assertEquals(
        dataset.positives(rows) / (double) rows.length, figure("positiveRate").value(), 1e-12);
  }

  @Test
  void twoScoresMakeTheAreaTheMeanOfSensitivityAndSpecificity() {
    // Given
    double truePositives = count(true, true);
    double trueNegatives = count(false, false);
    double positives = dataset.positives(rows);
    // When
    double area = figure("auc").value();
    // Then
    double mean = (truePositives / positives + trueNegatives / (rows.length - positives)) / 2;
    assertEquals(mean, area, 1e-12);
  }

  @Test
  void everyFigureHasItsRowsAndLiesInItsInterval() {
    evaluation
        .figures()
        .forEach(
            (name, figure) -> {
              assertEquals(rows.length, figure.n(), name);
              assertTrue(figure.lower() <= figure.value(), name + figure);
              assertTrue(figure.value() <= figure.upper(), name + figure);
              assertTrue(figure.upper() - figure.lower() < .12, name + figure);
            });
    assertEquals(7, evaluation.figures().size());
    assertThrows(IllegalArgumentException.class, () -> evaluation.figure("no such"));
  }

  @Test
  void impactRatioIsTheQuotientOfSelectionRates() {
    // Given
    GroupFigure women = group("woman");
    // When
    double ratio = rate("woman") / rate("man");
    // Then
    assertEquals(ratio, women.impactRatio().value(), 1e-12);
    assertEquals(rate("woman") - rate("man"), women.parityDifference().value(), 1e-12);
    assertTrue(women.impactRatio().interval().contains(ratio));
    assertTrue(women.sufficient());
  }

  @Test
  void smallGroupIsShownAsInsufficientAndIsNoFigure() {
    // Given: people of one household in a hundred, against a minimum of 30
    Dataset few = Apprentices.dataset(Apprentices.drawn(200, 5));
    int[] all = IntStream.range(0, few.rows()).toArray();
    FeatureSpec spec = Encoder.spec(Apprentices.PROFILE, few, all);
    Tree leaf = new TreeBuilder().split(1, 3.5f, false, 2).leaf(-1, 1).leaf(1, 1).build();
    Ensemble ensemble = new Ensemble(spec.size(), Objective.BINARY_LOGISTIC, .5f, List.of(leaf));
    // When
    Evaluation small =
        Evaluation.of(
            ScoredPart.of(spec, ensemble, few, all),
            few,
            new Calibrator.Identity(),
            TrainingSpec.of("apprentice-retention", 1),
            Apprentices.PROFILE,
            Apprentices.ACCESS);
    // Then
    GroupFigure other =
        small.groups().stream()
            .filter(one -> one.group().equals("other"))
            .findFirst()
            .orElseThrow();
    assertTrue(other.rows() > 0 && other.rows() < 30, "rows " + other.rows());
    assertFalse(other.sufficient());
    assertFalse(small.all().containsKey("impactRatio[gender=other]"));
    assertTrue(small.all().containsKey("impactRatio[gender=woman]"));
  }

  private static MetricValue figure(String name) {
    return evaluation.figure(name);
  }

  private static GroupFigure group(String name) {
    return evaluation.groups().stream()
        .filter(one -> one.group().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static boolean selected(int row) {
    double grade = dataset.feature("grade").number(row);
    return Double.isNaN(grade) || (float) grade >= 3.5f;
  }

  private static double count(boolean selected, boolean positive) {
    return IntStream.of(rows)
        .filter(row -> selected(row) == selected && dataset.positive(row) == positive)
        .count();
  }

  private static double rate(String gender) {
    Column column = dataset.guarded(Apprentices.ACCESS, "gender");
    int[] group = IntStream.of(rows).filter(row -> gender.equals(column.code(row))).toArray();
    return IntStream.of(group).filter(EvaluationTest::selected).count() / (double) group.length;
  }
}
