// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.shap;

import java.util.Arrays;

/**
 * One leaf's part in the attribution. With D the unique features on its path, z_f the product of
 * the cover shares of the path's edges that test f, and o_f = 1 iff the row satisfies all of them,
 *
 * <p>φ_j = v · (o_j − z_j) · ∫₀¹ Π_{i≠j} (o_i·t + z_i·(1 − t)) dt.
 *
 * <p>The integrand has degree |D| − 1, so ⌈|D|/2⌉ Gauss–Legendre nodes are exact. φ depends on the
 * row only through the bits o: a small leaf keeps all 2^|D| answers, and each has the very bits the
 * formula gives.
 */
final class Leaf {
  private static final double[] NO_TABLE = {};

  private final double value;
  private final int[] features;
  private final double[] shares;
  private final GaussLegendre rule;
  private double[] table = NO_TABLE;

  Leaf(double value, int[] features, double[] shares) {
    this.value = value;
    this.features = features;
    this.shares = shares;
    this.rule = GaussLegendre.of((features.length + 1) / 2);
  }

  /** Number of unique features on the path. */
  int size() {
    return features.length;
  }

  long tableBytes() {
    return 8L * size() * (1L << size());
  }

  /** Value times the probability, in cover, of ending here. */
  double expected() {
    double product = value;
    for (double share : shares) {
      product *= share;
    }
    return product;
  }

  void fillTable() {
    int size = size();
    double[] filled = new double[size * (1 << size)];
    double[] scratch = new double[scratch(size)];
    for (int bits = 0; bits < 1 << size; bits++) {
      evaluate(bits, scratch);
      System.arraycopy(scratch, 0, filled, bits * size, size);
    }
    table = filled;
  }

  /**
   * Adds the leaf's contributions.
   *
   * @param bits bit i says whether the row satisfies every test of the path's i-th unique feature;
   *     higher bits are ignored
   * @param into receives them at offset + feature
   */
  void add(int bits, double[] into, int offset, double[] scratch) {
    int size = features.length;
    int pattern = bits & (1 << size) - 1;
    if (table.length > 0) {
      int from = pattern * size;
      for (int i = 0; i < size; i++) {
        into[offset + features[i]] += table[from + i];
      }
      return;
    }
    evaluate(pattern, scratch);
    for (int i = 0; i < size; i++) {
      into[offset + features[i]] += scratch[i];
    }
  }

  /** Length of scratch a leaf of so many unique features needs. */
  static int scratch(int size) {
    return 3 * size + 1;
  }

  /** Leaves φ of the path's unique features in scratch[0 … size). */
  private void evaluate(int bits, double[] scratch) {
    int size = features.length;
    int factors = size;
    int prefix = 2 * size;
    Arrays.fill(scratch, 0, size, 0);
    for (int k = 0; k < rule.size(); k++) {
      double t = rule.node(k);
      scratch[prefix] = rule.weight(k);
      for (int i = 0; i < size; i++) {
        double o = bits >>> i & 1;
        scratch[factors + i] = o * t + shares[i] * (1 - t);
        scratch[prefix + i + 1] = scratch[prefix + i] * scratch[factors + i];
      }
      double suffix = 1;
      for (int i = size - 1; i >= 0; i--) {
        scratch[i] += scratch[prefix + i] * suffix;
        suffix *= scratch[factors + i];
      }
    }
    for (int i = 0; i < size; i++) {
      scratch[i] *= value * ((bits >>> i & 1) - shares[i]);
    }
  }
}
