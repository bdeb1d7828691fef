// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import dev.probity.model.monitor.ColumnReference;
import dev.probity.model.monitor.DriftMethod;
import dev.probity.model.monitor.Limits;
import dev.probity.model.monitor.MonitorMode;
import dev.probity.model.monitor.MonitoringReference;
import dev.probity.model.monitor.PerformanceMetric;
import dev.probity.model.monitor.ReconstructionReference;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The limits a release's reference windows set, worked out once. */
final class ReleaseLimits {
  private final Map<PerformanceMetric, Limits> estimated = new EnumMap<>(PerformanceMetric.class);
  private final Map<PerformanceMetric, Limits> realized = new EnumMap<>(PerformanceMetric.class);
  private final Map<String, Map<DriftMethod, Limits>> drift = new HashMap<>();

  private final Limits reconstruction;

  ReleaseLimits(MonitoringReference reference) {
    this.reconstruction = reconstruction(reference.reconstruction());
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

  /** A lower limit at or below 0 is none: no error is less. */
  private static Limits reconstruction(@Nullable ReconstructionReference components) {
    if (components == null) {
      return Limits.none();
    }
    Limits both = Limits.ofReference(components.windows(), MonitorMode.PROBITY);
    return new Limits(both.lower() > 0 ? both.lower() : Double.NaN, both.upper(), both.windows());
  }

  Limits reconstruction() {
    return reconstruction;
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
