// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.monitor;

/**
 * How far an impact ratio moved from what it was at release. That a ratio violates the policy is
 * one question and stands since release; that it changed is another and is news.
 */
public final class ImpactChange {
  /** A ratio that moved by no more than this is the same. */
  public static final double TOLERANCE = .05;

  private ImpactChange() {}

  /**
   * The window's ratio minus the reference's.
   *
   * <p>Interval from both intervals by the method of variance estimates recovery (Zou and Donner
   * 2008): [d − √((w − l_w)² + (u_r − r)²), d + √((u_w − w)² + (r − l_r)²)]. A violation when it
   * lies entirely beyond ± {@link #TOLERANCE}. Worked by hand: 1.5 in [1.4, 1.7] after 1.0 in [.9,
   * 1.1]: .5 in [.359, .724].
   *
   * @param window the ratio now
   * @param reference the ratio at release
   * @return the change, insufficient when either ratio is
   */
  public static GroupFigure of(ImpactRatio window, ImpactRatio reference) {
    if (window.evidence() == Evidence.INSUFFICIENT
        || reference.evidence() == Evidence.INSUFFICIENT) {
      return GroupFigure.insufficient(window.n());
    }
    double change = window.value() - reference.value();
    double below =
        Math.hypot(window.value() - window.lower(), reference.upper() - reference.value());
    double above =
        Math.hypot(window.upper() - window.value(), reference.value() - reference.lower());
    return GroupFigure.within(
        change, change - below, change + above, window.n(), -TOLERANCE, TOLERANCE);
  }
}
