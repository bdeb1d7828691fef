// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer;

import dev.probity.model.Ensemble;
import dev.probity.model.SplitMix64;
import dev.probity.model.shap.ShapWorkspace;
import dev.probity.model.shap.TreeShap;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Contributions of the features to the margins of some rows, drawn by a seed. */
final class SampledContributions {
  private final int[] sample;
  private final int width;
  private final float[] rows;
  private final double[] contributions;
  private final double baseValue;

  private SampledContributions(ScoredPart part, Ensemble ensemble, long seed, int most) {
    this.sample = sample(part.size(), most, seed);
    this.width = ensemble.features();
    this.rows = new float[sample.length * width];
    float[] vector = new float[width];
    for (int i = 0; i < sample.length; i++) {
      part.copyVector(sample[i], vector);
      System.arraycopy(vector, 0, rows, i * width, width);
    }
    this.contributions = new double[rows.length];
    TreeShap shap = new TreeShap(ensemble);
    ShapWorkspace workspace = shap.workspace();
    shap.explain(rows, sample.length, contributions, workspace);
    this.baseValue = shap.baseValue();
  }

  /**
   * Of a part of the rows.
   *
   * @param most how many rows at most; all of a smaller part
   */
  static SampledContributions of(ScoredPart part, Ensemble ensemble, long seed, int most) {
    return new SampledContributions(part, ensemble, seed, most);
  }

  /** Numbers of the rows in their part, without repeats, ascending. */
  int[] sample() {
    return sample;
  }

  /** Features of a row. */
  int width() {
    return width;
  }

  /** The vectors, row after row. */
  float[] rows() {
    return rows;
  }

  /** The contributions in log-odds, row after row. */
  double[] contributions() {
    return contributions;
  }

  double baseValue() {
    return baseValue;
  }

  private static int[] sample(int rows, int most, long seed) {
    int[] order = IntStream.range(0, rows).toArray();
    int size = Math.min(rows, most);
    SplitMix64 random = new SplitMix64(seed);
    for (int i = 0; i < size; i++) {
      int other = i + random.below(rows - i);
      int kept = order[i];
      order[i] = order[other];
      order[other] = kept;
    }
    int[] sample = Arrays.copyOf(order, size);
    Arrays.sort(sample);
    return sample;
  }
}
