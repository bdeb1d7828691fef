// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.evaluate;

/** What may be wrong with a column's cells. */
enum Quality {
  /** Share of rows without a value. */
  MISSING_RATE("missing_rate", true),
  /** Number of rows without a value. */
  MISSING_COUNT("missing_count", false),
  /** Share of rows with a category the reference does not have. */
  UNSEEN_RATE("unseen_rate", true),
  /** Number of rows with a category the reference does not have. */
  UNSEEN_COUNT("unseen_count", false),
  /** Share of rows with a number outside the reference's range. */
  RANGE_RATE("range_rate", true),
  /** Number of rows with a number outside the reference's range. */
  RANGE_COUNT("range_count", false);

  private final String wireName;
  private final boolean rate;

  Quality(String wireName, boolean rate) {
    this.wireName = wireName;
    this.rate = rate;
  }

  String wireName() {
    return wireName;
  }

  boolean isRate() {
    return rate;
  }
}
