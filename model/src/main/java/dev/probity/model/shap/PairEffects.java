// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.shap;

import java.util.Arrays;

/**
 * The Shapley interaction values of one leaf. For i ≠ j, one half of the pair's effect,
 *
 * <p>φ_ij = ½ · v · (o_i − z_i)(o_j − z_j) · ∫₀¹ Π_{k≠i,j} (o_k·t + z_k·(1 − t)) dt,
 *
 * <p>and φ_ii = φ_i − Σ_{j≠i} φ_ij, so that row i sums to the feature's contribution. The integrand
 * has degree |D| − 2; the nodes of {@link Quadrature} are exact. The example of {@link Polynomial}:
 * φ_01 = ½ · 8 · ½ · ¾ = 1.5, φ_00 = 2.5 − 1.5 = 1, φ_11 = 4.5 − 1.5 = 3; the matrix sums to 7, the
 * leaf's 8 less the expected 1. Lanes: pair (i, j), i ≤ j, is lane j(j+1)/2 + i. Source: Lundberg
 * et al. (2020), SHAP interaction values; Fujimoto, Kojadinovic and Marichal (2006).
 */
final class PairEffects implements LeafFormula {
  private final int features;
  private final Quadrature single = new Quadrature();

  PairEffects(int features) {
    this.features = features;
  }

  /** The column of a pair, in either order: the upper triangle, row by row. */
  static int column(int features, int i, int j) {
    int low = Math.min(i, j);
    int high = Math.max(i, j);
    return low * features - low * (low - 1) / 2 + high - low;
  }

  @Override
  public int lanes(Leaf leaf) {
    return leaf.size() * (leaf.size() + 1) / 2;
  }

  @Override
  public int column(Leaf leaf, int lane) {
    int j = 0;
    while ((j + 1) * (j + 2) / 2 <= lane) {
      j++;
    }
    int i = lane - j * (j + 1) / 2;
    return column(features, leaf.feature(i), leaf.feature(j));
  }

  @Override
  public int room(int size) {
    return size * (size + 1) / 2 + 3 * size + 1;
  }

  @Override
  public void evaluate(Leaf leaf, int bits, double[] work) {
    int size = leaf.size();
    int lanes = lanes(leaf);
    single.evaluate(leaf, bits, work);
    System.arraycopy(work, 0, work, lanes, size);
    Arrays.fill(work, 0, lanes, 0);
    int factors = lanes + size;
    GaussLegendre rule = GaussLegendre.of((size + 1) / 2);
    for (int node = 0; node < rule.size(); node++) {
      double t = rule.node(node);
      for (int i = 0; i < size; i++) {
        work[factors + i] = (bits >>> i & 1) * t + leaf.share(i) * (1 - t);
      }
      addProducts(rule.weight(node), size, work, factors);
    }
    for (int j = 0; j < size; j++) {
      double half = leaf.value() * ((bits >>> j & 1) - leaf.share(j)) / 2;
      for (int i = 0; i < j; i++) {
        int lane = j * (j + 1) / 2 + i;
        work[lane] *= half * ((bits >>> i & 1) - leaf.share(i));
        work[lanes + i] -= work[lane];
        work[lanes + j] -= work[lane];
      }
    }
    for (int i = 0; i < size; i++) {
      work[i * (i + 3) / 2] = work[lanes + i];
    }
  }

  /** Adds, per pair, the weighted product of all factors but the pair's. */
  private static void addProducts(double weight, int size, double[] work, int factors) {
    for (int j = 1; j < size; j++) {
      for (int i = 0; i < j; i++) {
        double product = weight;
        for (int k = 0; k < size; k++) {
          if (k != i && k != j) {
            product *= work[factors + k];
          }
        }
        work[j * (j + 1) / 2 + i] += product;
      }
    }
  }
}
