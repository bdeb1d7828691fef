// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer;

import dev.probity.model.Feature;
import dev.probity.model.FeatureSpec;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Encoded rows with their labels, as a learner takes them. Arrays are handed over, not copied: a
 * matrix holds all of the training data and is not changed after it has been built.
 */
public final class TrainingMatrix {
  private final FeatureSpec spec;
  private final float[] values;
  private final float[] labels;
  private final float @Nullable [] weights;

  /**
   * A matrix.
   *
   * @param spec the encoder the rows went through
   * @param values row by row, NaN = missing
   * @param labels 1 for the positive class, else 0
   * @param weights one weight per row, or null when all rows weigh the same
   */
  public TrainingMatrix(
      FeatureSpec spec, float[] values, float[] labels, float @Nullable [] weights) {
    this.spec = Objects.requireNonNull(spec, "spec");
    this.values = Objects.requireNonNull(values, "values");
    this.labels = Objects.requireNonNull(labels, "labels");
    this.weights = weights;
    if (values.length != Math.multiplyExact(labels.length, spec.size())) {
      throw new IllegalArgumentException(
          values.length + " values are no " + labels.length + " rows of " + spec.size());
    }
    if (weights != null && weights.length != labels.length) {
      throw new IllegalArgumentException(weights.length + " weights for " + labels.length);
    }
  }

  /** The encoder the rows went through. */
  public FeatureSpec spec() {
    return spec;
  }

  /** Number of rows. */
  public int rows() {
    return labels.length;
  }

  /** Number of features. */
  public int columns() {
    return spec.size();
  }

  /** The values row by row; not to be changed. */
  public float[] values() {
    return values;
  }

  /** The labels; not to be changed. */
  public float[] labels() {
    return labels;
  }

  /** The weights, or null when all rows weigh the same; not to be changed. */
  public float @Nullable [] weights() {
    return weights;
  }

  /** A row's values, copied into a vector. */
  public void copyRow(int row, float[] vector) {
    System.arraycopy(values, row * columns(), vector, 0, columns());
  }

  /** Whether a column holds category indexes. */
  public boolean categorical(int column) {
    return switch (spec.features().get(column)) {
      case Feature.Numeric numeric -> false;
      case Feature.Categorical categorical -> true;
    };
  }
}
