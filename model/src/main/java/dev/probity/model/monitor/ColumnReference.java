// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.monitor;

import dev.probity.model.ObservedValues;
import java.util.List;

/** What a release knows about one column's distribution at training time. */
public sealed interface ColumnReference permits NumericReference, CategoricalReference {
  /** The column's name: a feature, {@code probability} or {@code decision}. */
  String name();

  /** Rows with a value. */
  long n();

  /** Rows without one. */
  long missing();

  /** The distances that make sense for this kind of column. */
  List<DriftMethod> methods();

  /** Whether a window over this column takes the encoded value; NaN = missing is always taken. */
  boolean accepts(double value);

  /** Where its values lie, for what-if answers. */
  ObservedValues.Spread spread();

  /** An empty window over this column. */
  ColumnFold newFold();
}
