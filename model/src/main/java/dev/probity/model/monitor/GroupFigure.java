// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.monitor;

/**
 * A figure about a group that never travels alone.
 *
 * @param value the figure; NaN when there is too little evidence
 * @param lower lower end of the 95 % interval, or NaN
 * @param upper upper end of the 95 % interval, or NaN
 * @param n rows of the group the figure rests on
 * @param evidence what it says about the policy; {@link Evidence#OK} for a rate that has no limits
 */
public record GroupFigure(double value, double lower, double upper, long n, Evidence evidence) {

  /** Too few rows to say. */
  static GroupFigure insufficient(long n) {
    return new GroupFigure(Double.NaN, Double.NaN, Double.NaN, n, Evidence.INSUFFICIENT);
  }

  /** A figure held against limits: a violation only when the interval lies entirely outside. */
  static GroupFigure within(
      double value, double lower, double upper, long n, double least, double most) {
    Evidence evidence = Evidence.OK;
    if (value < least || value > most) {
      evidence = upper < least || lower > most ? Evidence.VIOLATION : Evidence.WATCH;
    }
    return new GroupFigure(value, lower, upper, n, evidence);
  }
}
