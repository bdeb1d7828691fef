// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io;

import dev.probity.auditsink.io.AuditSinkConfig;
import dev.probity.driftmonitor.io.DriftMonitorConfig;
import dev.probity.explainer.io.ExplainerConfig;
import dev.probity.ingest.io.IngestConfig;
import dev.probity.scorer.io.ScorerConfig;
import dev.probity.topics.io.ConfigKey;
import dev.probity.trainer.io.TrainerConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The configuration keys of all modules. */
public final class ModuleKeys {
  private ModuleKeys() {}

  /** The keys each process reads, by module in reading order. */
  public static Map<String, List<ConfigKey>> byModule() {
    Map<String, List<ConfigKey>> keys = new LinkedHashMap<>();
    keys.put("ingest", IngestConfig.keys());
    keys.put("scorer", ScorerConfig.keys());
    keys.put("explainer", ExplainerConfig.keys());
    keys.put("audit-sink", AuditSinkConfig.keys());
    keys.put("drift-monitor", DriftMonitorConfig.keys());
    keys.put("trainer", TrainerConfig.keys());
    return keys;
  }

  /** All of them, each once. */
  public static List<ConfigKey> all() {
    Map<String, ConfigKey> keys = new LinkedHashMap<>();
    byModule().values().forEach(some -> some.forEach(key -> keys.putIfAbsent(key.name(), key)));
    return new ArrayList<>(keys.values());
  }
}
