// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer;

import dev.probity.model.bundle.Manifest;
import dev.probity.model.eval.Reweighing;
import dev.probity.topics.record.FairnessAccess;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Weights that make one protected attribute and the label independent among the rows trees grow on.
 * Every tree of a training uses the same; what is validated, calibrated and tested is not weighed.
 */
final class RowWeights {
  /** A group with fewer rows of either label than this is weighed together with its like. */
  static final int LEAST_CELL = 30;

  private final String attribute;
  private final Column column;
  private final Reweighing fitted;
  private final Dataset dataset;

  private RowWeights(String attribute, Column column, Reweighing fitted, Dataset dataset) {
    this.attribute = attribute;
    this.column = column;
    this.fitted = fitted;
    this.dataset = dataset;
  }

  /**
   * Fits the weights.
   *
   * @param attribute the protected attribute
   * @param rows those that trees grow on
   */
  static RowWeights fit(String attribute, Dataset dataset, int[] rows, FairnessAccess access) {
    Column column = dataset.guarded(access, attribute);
    List<String> groups = IntStream.of(rows).mapToObj(row -> group(column, row)).toList();
    boolean[] labels = new boolean[rows.length];
    for (int i = 0; i < rows.length; i++) {
      labels[i] = dataset.positive(rows[i]);
    }
    double[] ones = new double[rows.length];
    Arrays.fill(ones, 1);
    Reweighing fitted = Reweighing.fit(groups, labels, ones, LEAST_CELL);
    return new RowWeights(attribute, column, fitted, dataset);
  }

  /** The weights of some of the rows fitted on. */
  float[] of(int[] rows) {
    float[] weights = new float[rows.length];
    for (int i = 0; i < rows.length; i++) {
      weights[i] = (float) fitted.weight(group(column, rows[i]), dataset.positive(rows[i]));
    }
    return weights;
  }

  String attribute() {
    return attribute;
  }

  /** What the manifest says. */
  Manifest.FairnessFacts facts() {
    Collection<Double> weights = fitted.cells().values();
    return new Manifest.FairnessFacts(
        true,
        fitted.cells(),
        Collections.min(weights),
        Collections.max(weights),
        fitted.effectiveRows());
  }

  private static String group(Column column, int row) {
    String code = column.code(row);
    return code == null ? Evaluation.UNKNOWN_GROUP : code;
  }
}
