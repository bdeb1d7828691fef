// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.evaluate;

import dev.probity.model.monitor.DriftMethod;
import java.util.Set;
import java.util.TreeSet;

/** Every name a series can have, for rules that are set by name. */
final class SeriesNames {
  static final String RECONSTRUCTION = "reconstruction_error";

  private SeriesNames() {}

  static Set<String> all() {
    Set<String> names = new TreeSet<>(Figure.names(true));
    names.add(RECONSTRUCTION);
    for (DriftMethod method : DriftMethod.values()) {
      names.add(method.wireName());
    }
    for (Quality quality : Quality.values()) {
      names.add(quality.wireName());
    }
    for (Statistic statistic : Statistic.values()) {
      names.add(statistic.wireName());
    }
    return names;
  }
}
