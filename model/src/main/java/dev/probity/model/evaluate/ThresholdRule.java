// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.evaluate;

import dev.probity.model.monitor.Limits;
import dev.probity.model.monitor.MonitorMode;
import java.util.List;

/** How a series' limits follow from its values on the reference chunks. */
public sealed interface ThresholdRule {
  /** Three deviations to both sides. */
  ThresholdRule BOTH = new Deviations(3, 3);

  /** Three deviations upwards. */
  ThresholdRule UPPER = new Deviations(Double.NaN, 3);

  /** Nothing may be above 0. */
  ThresholdRule ZERO = new Fixed(Double.NaN, 0);

  /** No limits. */
  ThresholdRule NONE = new Fixed(Double.NaN, Double.NaN);

  /**
   * Mean less and plus multiples of the deviation; in our mode of the prediction limit's reach, of
   * which 3 is the whole.
   *
   * @param lower multiplier ≥ 0, NaN for no lower limit
   * @param upper multiplier ≥ 0, NaN for no upper limit
   */
  record Deviations(double lower, double upper) implements ThresholdRule {
    /** Multipliers are not negative. */
    public Deviations {
      if (lower < 0 || upper < 0) {
        throw new IllegalArgumentException("a multiplier of the deviation is at least 0");
      }
    }

    @Override
    public Limits limits(List<Double> values, MonitorMode mode) {
      Limits three = spread(values, mode);
      double mean = (three.lower() + three.upper()) / 2;
      double reach = (three.upper() - three.lower()) / 2;
      return new Limits(
          lower == 3 ? three.lower() : mean - reach * (lower / 3),
          upper == 3 ? three.upper() : mean + reach * (upper / 3),
          three.windows());
    }

    /** Equal values have no deviation at all, whatever rounding their mean suffers. */
    private static Limits spread(List<Double> values, MonitorMode mode) {
      List<Double> known = values.stream().filter(Double::isFinite).toList();
      boolean constant = !known.isEmpty() && known.stream().distinct().count() == 1;
      return constant && mode == MonitorMode.COMPAT
          ? new Limits(known.getFirst(), known.getFirst(), known.size())
          : Limits.ofReference(known, mode);
    }
  }

  /**
   * Limits that do not depend on the reference.
   *
   * @param lower or NaN
   * @param upper or NaN, above lower
   */
  record Fixed(double lower, double upper) implements ThresholdRule {
    /** Limits are in order. */
    public Fixed {
      if (lower >= upper) {
        throw new IllegalArgumentException("a lower limit must be below the upper one");
      }
    }

    @Override
    public Limits limits(List<Double> values, MonitorMode mode) {
      return new Limits(lower, upper, 0);
    }
  }

  /**
   * The limits.
   *
   * @param values one per reference chunk; those that are not finite are left out
   * @param mode whose rule
   * @return the limits, before they are cut to the series' range
   */
  Limits limits(List<Double> values, MonitorMode mode);
}
