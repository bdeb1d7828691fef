// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.monitor;

import java.util.HashSet;
import java.util.List;

/** A feature as the encoder delivers it. */
public sealed interface MonitoredFeature {
  /** The feature's name, as in the profile. */
  String name();

  /** Checks a column of encoded values and freezes its distribution; NaN = missing. */
  ColumnReference reference(double[] values);

  /**
   * A number.
   *
   * @param name the feature's name
   */
  record Numeric(String name) implements MonitoredFeature {
    /** A feature has a name. */
    public Numeric {
      requireName(name);
    }

    @Override
    public ColumnReference reference(double[] values) {
      return NumericReference.of(name, values);
    }
  }

  /**
   * A code, encoded as the index of its category.
   *
   * @param name the feature's name
   * @param categories the encoder's list, in the order of the indexes
   */
  record Categorical(String name, List<String> categories) implements MonitoredFeature {
    /** A feature has a name and distinct categories. */
    public Categorical {
      requireName(name);
      categories = List.copyOf(categories);
      if (categories.isEmpty() || new HashSet<>(categories).size() != categories.size()) {
        throw new IllegalArgumentException(
            "feature %s needs at least one category, each once".formatted(name));
      }
    }

    @Override
    public ColumnReference reference(double[] values) {
      return CategoricalReference.of(name, categories, values);
    }
  }

  private static void requireName(String name) {
    if (name.isBlank()) {
      throw new IllegalArgumentException("a monitored feature needs a name");
    }
  }
}
