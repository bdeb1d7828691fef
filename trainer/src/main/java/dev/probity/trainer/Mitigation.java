// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer;

import dev.probity.model.bundle.Manifest;
import dev.probity.model.bundle.Manifest.MetricValue;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * What reweighing did: the same training with and without, on the same test rows.
 *
 * @param attribute the protected attribute whose groups were reweighed
 * @param weights per group and label, their range, and how many equal rows they are worth
 * @param rows how many rows trees grow on
 * @param without figures of the training without weights
 * @param with figures of the release
 */
public record Mitigation(
    String attribute,
    Manifest.FairnessFacts weights,
    long rows,
    Evaluation without,
    Evaluation with) {

  /**
   * A figure on both sides.
   *
   * @param without without weights
   * @param with of the release
   */
  public record Pair(MetricValue without, MetricValue with) {}

  /** Every figure both sides have, by name; groups with too few rows have none. */
  public Map<String, Pair> figures() {
    Map<String, MetricValue> before = without.all();
    Map<String, Pair> pairs = new TreeMap<>();
    with.all()
        .forEach(
            (name, value) -> {
              if (before.containsKey(name)) {
                pairs.put(name, new Pair(Objects.requireNonNull(before.get(name)), value));
              }
            });
    return pairs;
  }

  /** Groups that are too small to be compared, with their rows. */
  public Map<String, Long> insufficient() {
    Map<String, Long> few = new TreeMap<>();
    for (GroupFigure group : with.groups()) {
      if (!group.sufficient()) {
        few.put(group.attribute() + "=" + group.group(), group.rows());
      }
    }
    return few;
  }
}
