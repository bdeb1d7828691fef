// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.impact;

import dev.probity.model.eval.Interval;
import java.util.List;

/**
 * What would have changed, had another release decided the same cases.
 *
 * @param digest the release that was asked
 * @param decided cases both decided
 * @param undecidable cases the other release refuses to decide, such as codes it has not seen
 * @param toPositive cases that were negative and would be positive
 * @param toNegative cases that were positive and would be negative
 * @param groups the same for each protected group
 * @param examples the largest changes of probability among the flips
 */
public record Impact(
    String digest,
    long decided,
    long undecidable,
    long toPositive,
    long toNegative,
    List<Group> groups,
    List<Flip> examples) {
  /** Copies. */
  public Impact {
    groups = List.copyOf(groups);
    examples = List.copyOf(examples);
  }

  /** All flips. */
  public long flips() {
    return toPositive + toNegative;
  }

  /** 95 % interval of the share of flips (Wilson): 10 of 100 cases give 0.055 to 0.174. */
  public Interval flipShare() {
    return Interval.wilson(flips(), decided);
  }

  /**
   * A protected group.
   *
   * @param attribute the protected attribute
   * @param group its code
   * @param n cases
   * @param sufficient whether there are enough of them to say anything
   * @param positiveThen cases that were positive
   * @param positiveNow cases that would be positive
   * @param toPositive flips to positive
   * @param toNegative flips to negative
   */
  public record Group(
      String attribute,
      String group,
      long n,
      boolean sufficient,
      long positiveThen,
      long positiveNow,
      long toPositive,
      long toNegative) {
    /** 95 % interval of the share of flips (Wilson). */
    public Interval flipShare() {
      return Interval.wilson(toPositive + toNegative, n);
    }
  }

  /**
   * A case that would be decided otherwise.
   *
   * @param prediction id of the recorded prediction; no personal data
   * @param then calibrated probability as recorded
   * @param now calibrated probability of the other release
   * @param bandThen the recorded band
   * @param bandNow the band there would be
   */
  public record Flip(String prediction, double then, double now, String bandThen, String bandNow) {
    /** How far the probability moved. */
    public double moved() {
      return Math.abs(now - then);
    }
  }
}
