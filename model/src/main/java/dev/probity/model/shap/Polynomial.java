// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.shap;

import java.util.Arrays;

/**
 * The Shapley value of one leaf by its definition, sorted by the size of the coalition. With d
 * unique features and c(t) = Π_{i≠j, o_i=1} (z_i + t) · Π_{i≠j, o_i=0} z_i = Σ_k c_k t^k,
 *
 * <p>φ_j = v · (o_j − z_j) · Σ_k c_k · k! (d−1−k)! / d!.
 *
 * <p>Two features, both satisfied, z = (½, ¼), v = 8: φ_0 = 8 · ½ · (¼ · ½ + 1 · ½) = 2.5 and φ_1 =
 * 8 · ¾ · (½ · ½ + 1 · ½) = 4.5; with the expected 8 · ½ · ¼ = 1 they sum to the leaf's 8. Source:
 * Shapley (1953), A value for n-person games; Lundberg et al. (2020).
 */
final class Polynomial implements LeafFormula {
  @Override
  public int lanes(Leaf leaf) {
    return leaf.size();
  }

  @Override
  public int column(Leaf leaf, int lane) {
    return leaf.feature(lane);
  }

  @Override
  public int room(int size) {
    return 2 * size;
  }

  @Override
  public void evaluate(Leaf leaf, int bits, double[] work) {
    int size = leaf.size();
    for (int j = 0; j < size; j++) {
      double mean = mean(leaf, bits, j, work);
      work[j] = leaf.value() * ((bits >>> j & 1) - leaf.share(j)) * mean;
    }
  }

  /** Σ_k c_k · k! (d−1−k)! / d!, the coefficients in work[size … 2 · size). */
  private static double mean(Leaf leaf, int bits, int without, double[] work) {
    int size = leaf.size();
    int at = size;
    Arrays.fill(work, at, at + size, 0);
    work[at] = 1;
    int degree = 0;
    for (int i = 0; i < size; i++) {
      if (i != without) {
        double z = leaf.share(i);
        boolean held = (bits >>> i & 1) != 0;
        degree++;
        for (int k = degree; k >= 0; k--) {
          double below = k > 0 && held ? work[at + k - 1] : 0;
          work[at + k] = work[at + k] * z + below;
        }
      }
    }
    double weight = 1.0 / size;
    double sum = work[at] * weight;
    for (int k = 1; k < size; k++) {
      weight *= (double) k / (size - k);
      sum += work[at + k] * weight;
    }
    return sum;
  }
}
