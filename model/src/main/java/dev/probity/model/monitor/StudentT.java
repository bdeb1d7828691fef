// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.monitor;

/** Student's t distribution. */
public final class StudentT {
  private StudentT() {}

  /**
   * The value below which a share of the distribution lies, by bisection on P(T ≤ t) = 1 − ½ I(ν/(ν
   * + t²); ν/2, ½) (Abramowitz and Stegun 26.7.1); error below 1e-12 relative.
   *
   * <p>Worked by hand: one degree of freedom is Cauchy's distribution, so the .75 quantile is tan(π
   * / 4) = 1.
   *
   * @param probability strictly between .5 and 1
   * @param degrees degrees of freedom, ≥ 1
   * @return the quantile, positive
   * @throws IllegalArgumentException when an argument is outside its range
   */
  public static double quantile(double probability, int degrees) {
    if (!(probability > .5 && probability < 1) || degrees < 1) {
      throw new IllegalArgumentException(
          "t quantile needs .5 < probability < 1 and degrees ≥ 1; found %s, %d"
              .formatted(probability, degrees));
    }
    double high = 1;
    while (below(high, degrees) < probability) {
      high *= 2;
    }
    double low = 0;
    for (int i = 0; i < 100; i++) {
      double middle = (low + high) / 2;
      if (below(middle, degrees) < probability) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return (low + high) / 2;
  }

  /**
   * The chance of a value at least as far from 0, on either side: I(ν/(ν + t²); ν/2, ½).
   *
   * <p>Worked by hand: one degree of freedom is Cauchy's distribution, so beyond ±1 lies ½.
   *
   * @param t any number
   * @param degrees degrees of freedom, ≥ 1
   * @return in [0, 1], NaN for NaN
   */
  public static double beyond(double t, int degrees) {
    return Double.isNaN(t)
        ? Double.NaN
        : Gamma.incompleteBeta(degrees / 2.0, .5, degrees / (degrees + t * t));
  }

  private static double below(double t, int degrees) {
    double x = degrees / (degrees + t * t);
    return 1 - Gamma.incompleteBeta(degrees / 2.0, .5, x) / 2;
  }
}
