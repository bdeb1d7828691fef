// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.evaluate;

import dev.probity.model.monitor.Limits;

/**
 * What a figure can be at all.
 *
 * @param smallest or NaN
 * @param largest or NaN
 */
record Range(double smallest, double largest) {
  static final Range UNIT = new Range(0, 1);
  static final Range FROM_ZERO = new Range(0, Double.NaN);
  static final Range UNBOUNDED = new Range(Double.NaN, Double.NaN);

  double lower(double value) {
    return value < smallest ? smallest : value;
  }

  double upper(double value) {
    return value > largest ? largest : value;
  }

  /** A limit at or beyond the range becomes the range's end. */
  Limits cut(Limits limits) {
    return limits.clippedTo(smallest, largest);
  }

  /** A limit at or beyond the range is none. */
  Limits drop(Limits limits) {
    return new Limits(
        limits.lower() <= smallest ? Double.NaN : limits.lower(),
        limits.upper() >= largest ? Double.NaN : limits.upper(),
        limits.windows());
  }
}
