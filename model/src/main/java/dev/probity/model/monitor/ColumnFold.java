// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.monitor;

/** One column of one window: mergeable counts against a frozen reference. */
public sealed interface ColumnFold permits NumericFold, CategoricalFold {
  /** The encoded value of a category that the encoder, hence the reference, does not know. */
  double UNSEEN = -1;

  /** What the window is compared with. */
  ColumnReference reference();

  /**
   * Counts one encoded value.
   *
   * @param value a number, or the index of a category or {@link #UNSEEN}; NaN = missing
   */
  void add(double value);

  /** Rows with a value. */
  long n();

  /** Rows without one. */
  long missing();

  /**
   * Adds another window of the same column.
   *
   * @param other a fold over an equal reference; unchanged
   */
  void merge(ColumnFold other);

  /**
   * The distance between reference and window.
   *
   * @param method one of the reference's {@link ColumnReference#methods()}
   * @param mode whose rules
   * @return the distance, NaN for an empty window
   * @throws IllegalArgumentException when the method does not fit the column's kind
   */
  double distance(DriftMethod method, MonitorMode mode);
}
