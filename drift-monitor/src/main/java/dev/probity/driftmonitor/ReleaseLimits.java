// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import dev.probity.model.monitor.ColumnReference;
import dev.probity.model.monitor.DriftMethod;
import dev.probity.model.monitor.Limits;
import dev.probity.model.monitor.MonitorMode;
import dev.probity.model.monitor.MonitoringReference;
import dev.probity.model.monitor.PerformanceMetric;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/** The limits a release's reference windows set, worked out once. */
final class ReleaseLimits {
  private final Map<PerformanceMetric, Limits> estimated = new EnumMap<>(PerformanceMetric.class);
  private final Map<PerformanceMetric, Limits> realized = new EnumMap<>(PerformanceMetric.class);
  private final Map<String, Map<DriftMethod, Limits>> drift = new HashMap<>();

  ReleaseLimits(MonitoringReference reference) {
    for (PerformanceMetric metric : PerformanceMetric.values()) {
      estimated.put(
          metric,
          Limits.ofReference(reference.performance(metric).estimated(), MonitorMode.PROBITY)
              .clippedTo(0, 1));
      realized.put(
          metric,
          Limits.ofReference(reference.performance(metric).realized(), MonitorMode.PROBITY)
              .clippedTo(0, 1));
    }
    for (ColumnReference column : reference.columns()) {
      Map<DriftMethod, Limits> ofColumn = new EnumMap<>(DriftMethod.class);
      for (DriftMethod method : column.methods()) {
        ofColumn.put(
            method, method.limits(reference.drift(column.name(), method), MonitorMode.PROBITY));
      }
      drift.put(column.name(), ofColumn);
    }
  }

  Limits estimated(PerformanceMetric metric) {
    return estimated.getOrDefault(metric, Limits.none());
  }

  Limits realized(PerformanceMetric metric) {
    return realized.getOrDefault(metric, Limits.none());
  }

  Limits drift(String column, DriftMethod method) {
    return drift.getOrDefault(column, Map.of()).getOrDefault(method, Limits.none());
  }
}
