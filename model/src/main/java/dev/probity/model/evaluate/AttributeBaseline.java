// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.evaluate;

import dev.probity.model.monitor.CalibrationCurve;
import dev.probity.model.monitor.ScoreBins;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A protected attribute in the reference: its groups, each with its own calibration. */
final class AttributeBaseline {
  /** The group of rows whose group is missing or not in the reference. */
  static final String UNKNOWN = "(unknown)";

  private final String name;
  private final String privileged;
  private final List<String> groups;
  private final Map<String, Integer> indexes = new HashMap<>();
  private final List<CalibrationCurve> curves;
  private final ScoreBins bins;

  AttributeBaseline(
      String name,
      String privileged,
      List<String> groups,
      List<CalibrationCurve> curves,
      CalibrationCurve all) {
    this.name = name;
    this.privileged = privileged;
    this.groups = new ArrayList<>(groups);
    if (!groups.contains(privileged)) {
      throw new IllegalArgumentException(
          "protected.%s: the reference has no row of the privileged group. Maybe it is spelt"
                  .formatted(name)
              + " otherwise");
    }
    for (String group : groups) {
      indexes.put(group, indexes.size());
    }
    this.groups.add(UNKNOWN);
    this.curves = new ArrayList<>(curves);
    this.curves.add(all);
    this.bins = ScoreBins.refinedBy(this.curves);
  }

  String name() {
    return name;
  }

  String privileged() {
    return privileged;
  }

  /** The reference's groups, then the unknown one. */
  List<String> groups() {
    return groups;
  }

  int indexOf(@Nullable String group) {
    Integer index = group == null ? null : indexes.get(group);
    return index == null ? indexes.size() : index;
  }

  CalibrationCurve curve(int group) {
    return curves.get(group);
  }

  ScoreBins bins() {
    return bins;
  }
}
