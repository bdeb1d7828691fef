// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.shap;

import java.util.Arrays;

/**
 * The Shapley value of one leaf as an integral:
 *
 * <p>φ_j = v · (o_j − z_j) · ∫₀¹ Π_{i≠j} (o_i·t + z_i·(1 − t)) dt.
 *
 * <p>The integrand has degree |D| − 1, so ⌈|D|/2⌉ Gauss–Legendre nodes are exact, and products from
 * the left and from the right leave out one feature without dividing by it. The example of {@link
 * Polynomial}: φ_0 = 8 · ½ · ∫ (t + ¼(1 − t)) dt = 4 · (½ + ⅛) = 2.5. Source: the multilinear
 * extension of Owen (1972).
 */
final class Quadrature implements LeafFormula {
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
    return 3 * size + 1;
  }

  @Override
  public void evaluate(Leaf leaf, int bits, double[] work) {
    int size = leaf.size();
    int factors = size;
    int prefix = 2 * size;
    GaussLegendre rule = GaussLegendre.of((size + 1) / 2);
    Arrays.fill(work, 0, size, 0);
    for (int k = 0; k < rule.size(); k++) {
      double t = rule.node(k);
      work[prefix] = rule.weight(k);
      for (int i = 0; i < size; i++) {
        double o = bits >>> i & 1;
        work[factors + i] = o * t + leaf.share(i) * (1 - t);
        work[prefix + i + 1] = work[prefix + i] * work[factors + i];
      }
      double suffix = 1;
      for (int i = size - 1; i >= 0; i--) {
        work[i] += work[prefix + i] * suffix;
        suffix *= work[factors + i];
      }
    }
    for (int i = 0; i < size; i++) {
      work[i] *= leaf.value() * ((bits >>> i & 1) - leaf.share(i));
    }
  }
}
