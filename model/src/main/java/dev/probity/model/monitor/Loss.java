// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.monitor;

/** What a record costs, in [0, 1]; the e-processes watch the mean. */
public enum Loss {
  /** 1 when the decision is wrong. */
  ERROR("error"),
  /** Probability that the decision is wrong: 1 − p if positive, else p; needs no label. */
  EXPECTED_ERROR("expected_error"),
  /** (p − y)², p calibrated. */
  BRIER("brier");

  private static final double GRID = 256;

  private final String wireName;

  Loss(String wireName) {
    this.wireName = wireName;
  }

  /** The name used on topics, in files and in the reference. */
  public String wireName() {
    return wireName;
  }

  /**
   * The loss of one record.
   *
   * <p>Worked by hand: p = .7 and decided positive: expected error .3; with y = 1 the Brier loss is
   * .09 and the error 0.
   *
   * @param probability the calibrated probability, in [0, 1]
   * @param positive the decision
   * @param label the truth; not looked at by {@link #EXPECTED_ERROR}
   * @return in [0, 1]
   */
  public double of(double probability, boolean positive, boolean label) {
    return switch (this) {
      case ERROR -> positive == label ? 0 : 1;
      case EXPECTED_ERROR -> positive ? 1 - probability : probability;
      case BRIER -> (probability - (label ? 1 : 0)) * (probability - (label ? 1 : 0));
    };
  }

  /**
   * The loss an e-process takes: rounded down to a multiple of 1/256, while the reference's mean is
   * not, so that rounding never makes a false alarm likelier.
   *
   * <p>Worked by hand: .3 becomes ⌊76.8⌋ / 256 = .296875.
   *
   * @param loss in [0, 1]
   * @return a multiple of 1/256 in [0, 1]
   */
  public static double quantized(double loss) {
    return Math.floor(loss * GRID) / GRID;
  }
}
