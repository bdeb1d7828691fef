// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.shap;

/**
 * Gauss–Legendre quadrature on [0, 1]: n nodes integrate every polynomial of degree 2n − 1 exactly.
 * Two nodes, (1 ∓ 1/√3)/2 with weight ½ each, integrate t³ to ¼. Nodes are roots of the Legendre
 * polynomial P_n by Newton's iteration. Source: Golub and Welsch (1969), Calculation of Gauss
 * quadrature rules; Abramowitz and Stegun 25.4.29.
 */
final class GaussLegendre {
  private static final int MAX = 16;
  private static final GaussLegendre[] RULES = rules();

  private final double[] nodes;
  private final double[] weights;

  private GaussLegendre(int n) {
    nodes = new double[n];
    weights = new double[n];
    for (int i = 0; i < n; i++) {
      double x = -StrictMath.cos(StrictMath.PI * (i + 0.75) / (n + 0.5));
      double slope = 0;
      for (int step = 0; step < 50; step++) {
        double last = 1;
        double now = x;
        for (int k = 2; k <= n; k++) {
          double next = ((2 * k - 1) * x * now - (k - 1) * last) / k;
          last = now;
          now = next;
        }
        slope = n * (x * now - last) / (x * x - 1);
        double change = now / slope;
        x -= change;
        if (Math.abs(change) < 1e-16) {
          break;
        }
      }
      nodes[i] = (1 + x) / 2;
      weights[i] = 1 / ((1 - x * x) * slope * slope);
    }
  }

  /** The rule of n nodes, 1 ≤ n ≤ 16. */
  static GaussLegendre of(int n) {
    return RULES[n];
  }

  int size() {
    return nodes.length;
  }

  double node(int i) {
    return nodes[i];
  }

  double weight(int i) {
    return weights[i];
  }

  private static GaussLegendre[] rules() {
    GaussLegendre[] rules = new GaussLegendre[MAX + 1];
    for (int n = 0; n <= MAX; n++) {
      rules[n] = new GaussLegendre(n);
    }
    return rules;
  }
}
