// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.search;

import dev.probity.model.SplitMix64;
import dev.probity.trainer.Boosting;
import java.math.BigDecimal;
import java.math.MathContext;

/**
 * What a search draws from: depth 3 to 6, 100 to 600 trees, learning rate .03 to .3, least hessian
 * in a leaf 1 to 50 and L2 penalty 1 to 20 (these three with a uniform logarithm), shares of rows
 * and columns .6 to 1, and 16 to 128 categories per split. Source: Bergstra and Bengio (2012),
 * Random search for hyper-parameter optimization.
 */
public final class SearchSpace {
  private static final int PATIENCE = 50;
  private static final int ONE_HOT = 4;

  /** Drawn numbers are written down with so many digits, and used as written. */
  private static final MathContext DIGITS = new MathContext(4);

  private SearchSpace() {}

  /**
   * The parameters of a trial: its generator is SplitMix64 seeded with the trial's number in the
   * sequence of SplitMix64(masterSeed), so a trial does not depend on how many there are. With
   * master seed 0 the first trial's seed is e220a8397b1dcdaf.
   *
   * @param masterSeed seed of the search
   * @param trial number of the trial, from 1
   */
  public static Boosting draw(long masterSeed, int trial) {
    SplitMix64 random = new SplitMix64(seed(masterSeed, trial));
    int depth = 3 + random.below(4);
    int trees = 100 + random.below(501);
    double learningRate = log(.03, .3, random.unit());
    double minChildWeight = log(1, 50, random.unit());
    double lambda = log(1, 20, random.unit());
    double rows = digits(.6 + .4 * random.unit());
    double columns = digits(.6 + .4 * random.unit());
    int categories = 16 + random.below(113);
    return new Boosting(
        depth,
        trees,
        PATIENCE,
        learningRate,
        minChildWeight,
        lambda,
        ONE_HOT,
        rows,
        columns,
        categories);
  }

  static long seed(long masterSeed, int trial) {
    if (trial < 1) {
      throw new IllegalArgumentException("trials are numbered from 1: " + trial);
    }
    SplitMix64 master = new SplitMix64(masterSeed);
    long seed = master.next();
    for (int i = 1; i < trial; i++) {
      seed = master.next();
    }
    return seed;
  }

  /** low · (high / low)^u: u = ½ between .03 and .3 gives .0949. */
  private static double log(double low, double high, double unit) {
    return digits(low * StrictMath.pow(high / low, unit));
  }

  private static double digits(double value) {
    return new BigDecimal(value).round(DIGITS).doubleValue();
  }
}
