// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.evaluate;

/** What a column's numbers are summed up by. */
enum Statistic {
  /** Mean. */
  AVG("avg"),
  /** Sample standard deviation. */
  STD("std"),
  /** Sum. */
  SUM("sum"),
  /** Median. */
  MEDIAN("median"),
  /** Rows of the chunk; not of a column. */
  ROW_COUNT("row_count");

  private final String wireName;

  Statistic(String wireName) {
    this.wireName = wireName;
  }

  String wireName() {
    return wireName;
  }
}
