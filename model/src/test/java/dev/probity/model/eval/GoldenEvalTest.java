// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.model.Calibrator;
import dev.probity.model.Golden;
import dev.probity.model.codec.Json;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GoldenEvalTest {
  private static final Golden GOLDEN = Golden.trimmed();
  private static final Golden.Table ROWS = GOLDEN.table("vectors.csv.gz");
  private static final Json.ObjectValue EXPECTED = GOLDEN.json("metrics.json");
  private static final double GATE = 1e-13;

  private double worst;

  @Test
  void metricsEqualScikitLearn() {
    check("all", row -> true, false);
    check("all_pwgtp", row -> true, true);
    check("first_100", row -> row < 100, false);
    Json.ObjectValue bySex = metrics().object("by_SEX");
    for (String sex : List.of("1", "2")) {
      check(bySex.object(sex), rows(row -> ROWS.text(row, "SEX").equals(sex), false), 0.5);
    }
    System.out.printf("golden: metrics vs scikit-learn <= %.2e%n", worst);
  }

  @Test
  void metricsOfHeavyTiesEqualScikitLearn() {
    // Given
    double[] rounded = ROWS.column("SCORE");
    boolean[] labels = labels();
    for (int i = 0; i < rounded.length; i++) {
      rounded[i] = Math.min(0.99, Math.max(0.01, Math.rint(rounded[i] * 10) / 10));
    }
    // When
    ScoredRows ties = ScoredRows.of(rounded, labels);
    // Then
    check(metrics().object("ties_rounded_to_1_decimal"), ties, 0.5);
    System.out.printf("golden: metrics of heavy ties <= %.2e%n", worst);
  }

  @Test
  void isotonicKnotsAndApplicationsEqualScikitLearn() {
    // Given
    Json.ObjectValue wanted = EXPECTED.object("calibration");
    Golden.Table applied = GOLDEN.table("calibration.csv.gz");
    // When
    Calibrator.Isotonic fitted =
        IsotonicFit.fit(Calibrator.Input.SCORE, rows(row -> row < 8000, false), 0, 1);
    // Then
    double[] x = wanted.numbers("iso_x");
    double[] y = wanted.numbers("iso_y");
    assertEquals(x.length, fitted.x().length);
    for (int i = 0; i < x.length; i++) {
      near(x[i], fitted.x()[i], "knot x " + i);
      near(y[i], fitted.y()[i], "knot y " + i);
    }
    for (int row = 0; row < applied.rows(); row++) {
      double score = applied.number(row, "score");
      near(applied.number(row, "isotonic"), fitted.interpolate(score), "row " + row);
    }
    System.out.printf("golden: 86 isotonic knots, %d rows <= %.2e%n", applied.rows(), worst);
  }

  @Test
  void fairnessBySexAndRaceEqualsAif360() {
    for (String attribute : List.of("SEX", "RAC1P")) {
      for (String variant : List.of("unweighted", "pwgtp")) {
        // Given
        Json.ObjectValue wanted = EXPECTED.object("fairness").object(attribute).object(variant);
        // When
        GroupFairness fairness =
            new GroupFairness(groups(attribute, variant.equals("pwgtp")), "1", 150);
        // Then
        near(wanted, "DI", fairness.disparateImpact().value());
        near(wanted, "SPD", fairness.statisticalParity().value());
        near(wanted, "EOD", fairness.equalOpportunity().value());
        near(wanted, "AOD", fairness.averageOdds().value());
        groupsEqual(wanted.object("by_group"), fairness);
        if (attribute.equals("SEX")) {
          near(wanted, "fl_dp_diff", fairness.demographicParityDifference());
          near(wanted, "fl_dp_ratio", fairness.demographicParityRatio());
          near(wanted, "fl_eo_diff", fairness.equalizedOddsDifference());
          near(wanted, "fl_eo_ratio", fairness.equalizedOddsRatio());
        }
      }
    }
    System.out.printf("golden: fairness vs AIF360 and fairlearn <= %.2e%n", worst);
  }

  @Test
  void reweighingEqualsAif360() {
    for (String attribute : List.of("SEX", "RAC1P")) {
      // Given
      Json.ObjectValue wanted = EXPECTED.object("fairness").object(attribute).object("reweighing");
      List<String> groups =
          IntStream.range(0, ROWS.rows()).mapToObj(row -> ROWS.text(row, attribute)).toList();
      double[] ones = new double[ROWS.rows()];
      Arrays.fill(ones, 1);
      // When
      Reweighing fitted = Reweighing.fit(groups, labels(), ones, 0);
      // Then
      assertEquals(wanted.members().size(), fitted.cells().size());
      for (String cell : wanted.members().keySet()) {
        String[] parts = cell.split("\\|y=");
        near(wanted.number(cell), fitted.weight(parts[0], parts[1].equals("1")), cell);
      }
    }
    System.out.printf("golden: reweighing vs AIF360 <= %.2e%n", worst);
  }

  private void groupsEqual(Json.ObjectValue wanted, GroupFairness fairness) {
    assertEquals(wanted.members().keySet(), fairness.groups().keySet());
    for (Map.Entry<String, Confusion> group : fairness.groups().entrySet()) {
      Json.ObjectValue values = wanted.object(group.getKey());
      Confusion cells = group.getValue();
      near(values, "n", cells.rows());
      near(values, "selection_rate", cells.selectionRate().value());
      near(values, "tpr", cells.recall().value());
      near(values, "fpr", cells.falsePositiveRate().value());
    }
  }

  private void check(String name, IntPredicate which, boolean weighted) {
    check(metrics().object(name), rows(which, weighted), 0.5);
  }

  private void check(Json.ObjectValue wanted, ScoredRows rows, double threshold) {
    Confusion confusion = Confusion.at(rows, threshold);
    near(wanted, "n", rows.size());
    near(wanted, "roc_auc", RocAuc.of(rows));
    near(wanted, "average_precision", AveragePrecision.of(rows));
    near(wanted, "pr_auc_trapezoid", AveragePrecision.trapezoid(rows));
    near(wanted, "brier", Brier.of(rows));
    near(wanted, "log_loss", LogLoss.of(rows));
    near(wanted, "accuracy", confusion.accuracy().value());
    near(wanted, "precision", confusion.precision().value());
    near(wanted, "recall", confusion.recall().value());
    near(wanted, "f1", confusion.f1().value());
    near(wanted, "mcc", confusion.mcc().value());
    near(wanted, "specificity", confusion.specificity().value());
    if (wanted.find("ece_10_equal_width") != null) {
      near(wanted, "ece_10_equal_width", CalibrationError.equalWidth(rows, 10));
    }
  }

  private void near(Json.ObjectValue wanted, String name, double found) {
    near(wanted.number(name), found, name);
  }

  private void near(double wanted, double found, String what) {
    worst = Math.max(worst, Math.abs(wanted - found));
    assertTrue(Math.abs(wanted - found) <= GATE, what + ": " + wanted + " and " + found);
  }

  private static Json.ObjectValue metrics() {
    return EXPECTED.object("metrics");
  }

  private static boolean[] labels() {
    boolean[] labels = new boolean[ROWS.rows()];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = ROWS.text(i, "Y").equals("1");
    }
    return labels;
  }

  private static ScoredRows rows(IntPredicate which, boolean weighted) {
    int[] picked = IntStream.range(0, ROWS.rows()).filter(which).toArray();
    double[] scores = new double[picked.length];
    boolean[] labels = new boolean[picked.length];
    double[] weights = new double[picked.length];
    for (int i = 0; i < picked.length; i++) {
      scores[i] = ROWS.number(picked[i], "SCORE");
      labels[i] = ROWS.text(picked[i], "Y").equals("1");
      weights[i] = weighted ? ROWS.number(picked[i], "PWGTP") : 1;
    }
    return ScoredRows.of(scores, labels, weights);
  }

  private static Map<String, Confusion> groups(String attribute, boolean weighted) {
    Map<String, Confusion> groups = new TreeMap<>();
    for (int row = 0; row < ROWS.rows(); row++) {
      groups.merge(
          ROWS.text(row, attribute),
          Confusion.EMPTY.plus(
              ROWS.number(row, "SCORE") > 0.5,
              ROWS.text(row, "Y").equals("1"),
              weighted ? ROWS.number(row, "PWGTP") : 1),
          Confusion::plus);
    }
    return groups;
  }
}
