// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.probity.model.Golden;
import dev.probity.model.codec.Json;
import dev.probity.model.monitor.Reconstruction;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Principal components, by hand and against scikit-learn's. */
class ReconstructionTest {
  private static final double NONE = Double.NaN;

  @Test
  void eigenvaluesOfAMatrixWorkedByHand() {
    // Given: [[2, 1], [1, 2]] has 3 along the diagonal and 1 across it
    Eigen eigen = new Eigen(new double[][] {{2, 1}, {1, 2}});

    // Then
    assertEquals(3, eigen.value(0), 1e-15);
    assertEquals(1, eigen.value(1), 1e-15);
    assertEquals(1, eigen.vector(0)[0] / eigen.vector(0)[1], 1e-15);
    assertEquals(-1, eigen.vector(1)[0] / eigen.vector(1)[1], 1e-15);
  }

  @Test
  void keepsWhatExplainsMoreThanTwoThirdsAndMeasuresTheRest() {
    // Given: two numbers that always agree and a category; of three parts two are one
    Reconstruction fitted =
        ReconstructionFit.fit(
            List.of(new double[] {-1, 1, -1, 1}, new double[] {-2, 2, -2, 2}),
            List.of(new double[] {0, 0, 0, 1}),
            new int[] {2});

    // Then
    assertEquals(1, fitted.kept());
    assertEquals(
        fitted.error(new double[] {0, 0, NONE}), fitted.error(new double[] {NONE, NONE, 0}));
    assertEquals(0, fitted.component(0)[0] - fitted.component(0)[1], 1e-12);
  }

  @Test
  void aColumnThatDoesNotVaryAddsNothing() {
    // Given
    Reconstruction fitted =
        ReconstructionFit.fit(
            List.of(new double[] {5, 5, 5}, new double[] {1, 2, 3}), List.of(), new int[0]);

    // Then
    assertEquals(0, fitted.error(new double[] {5, 3}), 1e-12);
    assertEquals(2, fitted.error(new double[] {7, 3}), 1e-12);
  }

  @Test
  void equalsTheGoldenComponents() {
    // Given
    Golden golden = Golden.fullMonitoring();
    Json.ObjectValue state = golden.json("pca/state.json");
    EvaluationConfig config = CarLoanRows.compat(CarLoanRows.FEATURES);
    ReferenceRows rows = new ReferenceRows(config);
    CarLoanRows.rows(config, CarLoanRows.table(golden, "input/reference.csv.gz"), null)
        .forEach(rows::add);

    // When
    Reconstruction fitted = Baseline.fit(rows).reconstruction();

    // Then
    assertNotNull(fitted);
    List<String> order = new ArrayList<>(config.columns().continuous());
    order.addAll(config.columns().categorical());
    List<Json> components = state.array("components");
    assertEquals(components.size(), fitted.kept());
    for (int i = 0; i < fitted.kept(); i++) {
      Json.ArrayValue theirs = (Json.ArrayValue) components.get(i);
      double[] ours = fitted.component(i);
      double sign = 0;
      for (int feature = 0; feature < order.size(); feature++) {
        int at = state.texts("columns").indexOf(order.get(feature));
        double their = ((Json.NumberValue) theirs.values().get(at)).asDouble();
        sign = sign == 0 ? Math.signum(their * ours[feature]) : sign;
        assertEquals(their, sign * ours[feature], 1e-10, order.get(feature));
      }
    }
  }
}
