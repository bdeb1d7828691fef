// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.monitor;

/** Distances between two discrete distributions over the same cells. */
public final class Divergence {
  private static final double LN2 = StrictMath.log(2);
  private static final double FLOOR = 1e-4;

  private Divergence() {}

  /**
   * Jensen–Shannon distance: √(½ Σ p log2(p/m) + ½ Σ q log2(q/m)), m = (p + q)/2, 0 log 0 = 0
   * (Endres and Schindelin 2003).
   *
   * <p>Worked by hand: (1, 0) against (0, 1) is 1; (½, ½) against (1, 0) is √.311278 = .557923.
   *
   * @param p shares that add up to 1
   * @param q shares that add up to 1, as many as p
   * @return in [0, 1], 0 exactly for equal shares
   */
  public static double jensenShannon(double[] p, double[] q) {
    requireSameLength(p, q);
    double sum = 0;
    for (int i = 0; i < p.length; i++) {
      double m = (p[i] + q[i]) / 2;
      sum += term(p[i], m) + term(q[i], m);
    }
    return Math.sqrt(Math.max(0, sum / (2 * LN2)));
  }

  private static double term(double share, double middle) {
    return share == 0 ? 0 : share * StrictMath.log(share / middle);
  }

  /**
   * Hellinger distance: ‖√p − √q‖ / √2 (Hellinger 1909).
   *
   * <p>Worked by hand: (1, 0) against (0, 1) is 1; (½, ½) against (1, 0) is √(1 − √½) = .541196.
   *
   * @param p shares that add up to 1
   * @param q shares that add up to 1, as many as p
   * @return in [0, 1]
   */
  public static double hellinger(double[] p, double[] q) {
    requireSameLength(p, q);
    double sum = 0;
    for (int i = 0; i < p.length; i++) {
      double gap = Math.sqrt(p[i]) - Math.sqrt(q[i]);
      sum += gap * gap;
    }
    return Math.sqrt(sum / 2);
  }

  /**
   * L-infinity distance: max |p − q|.
   *
   * <p>Worked by hand: (.5, .3, .2) against (.2, .5, .3) is .3.
   *
   * @param p shares that add up to 1
   * @param q shares that add up to 1, as many as p
   * @return in [0, 1]
   */
  public static double largestGap(double[] p, double[] q) {
    requireSameLength(p, q);
    double largest = 0;
    for (int i = 0; i < p.length; i++) {
      largest = Math.max(largest, Math.abs(p[i] - q[i]));
    }
    return largest;
  }

  /**
   * Population stability index: Σ (q − p) ln(q / p), shares below 1e-4 raised to it, not
   * renormalised.
   *
   * <p>Worked by hand: (½, ½) against (¼, ¾): ¼ ln 2 + ¼ ln 1.5 = .274653.
   *
   * @param p shares that add up to 1
   * @param q shares that add up to 1, as many as p
   * @return at least 0
   */
  public static double stability(double[] p, double[] q) {
    requireSameLength(p, q);
    double sum = 0;
    for (int i = 0; i < p.length; i++) {
      double before = Math.max(FLOOR, p[i]);
      double after = Math.max(FLOOR, q[i]);
      sum += (after - before) * StrictMath.log(after / before);
    }
    return sum;
  }

  private static void requireSameLength(double[] p, double[] q) {
    if (p.length != q.length) {
      throw new IllegalArgumentException(
          "two distributions over the same cells: found %d and %d".formatted(p.length, q.length));
    }
  }
}
