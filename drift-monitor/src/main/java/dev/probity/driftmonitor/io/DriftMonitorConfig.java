// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor.io;

import dev.probity.driftmonitor.WaitingBounds;
import dev.probity.topics.io.ConfigKey;
import dev.probity.topics.io.ConfigReader;
import dev.probity.topics.io.KafkaSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What the drift-monitor is told from outside.
 *
 * @param kafka how it reaches the brokers
 * @param profile name or file of the use case
 * @param modelsDir folder of the release bundles
 * @param trustedKeysFile the keys that may sign releases, one vkey per line
 * @param stateDir folder of the local state; it can be rebuilt from the topics
 * @param chunkRows records per window
 * @param retainedWindows closed windows that outcomes may still reach
 * @param bounds how much may wait
 * @param cacheBytes state kept in memory between commits; a cached entry also keeps the record it
 *     came from, which is not counted, and values change with every record, so more only fills the
 *     heap
 */
public record DriftMonitorConfig(
    KafkaSettings kafka,
    String profile,
    Path modelsDir,
    Path trustedKeysFile,
    Path stateDir,
    int chunkRows,
    int retainedWindows,
    WaitingBounds bounds,
    int cacheBytes) {

  /**
   * Reads the configuration of this process.
   *
   * @throws IllegalArgumentException naming every key that is wrong
   */
  public static DriftMonitorConfig parse(Map<String, String> values) {
    return ConfigReader.parse(values, reader -> read(reader, KafkaSettings.hostName()));
  }

  /** All keys this process reads. */
  public static List<ConfigKey> keys() {
    return ConfigReader.keysOf(reader -> read(reader, "host"));
  }

  static DriftMonitorConfig read(ConfigReader reader, String defaultInstance) {
    DriftMonitorConfig config =
        new DriftMonitorConfig(
            KafkaSettings.read(reader, "drift-monitor", defaultInstance),
            reader.text("probity.profile", "acs-salary", "Name or file of the profile"),
            reader.path("probity.models.dir", "models", "Folder of the release bundles"),
            reader.path(
                "probity.models.trusted-keys-file",
                "models/trusted-keys",
                "Keys that may sign releases, one vkey per line"),
            reader.path(
                "probity.monitor.state-dir",
                "monitor-state",
                "Folder of the local state; it can be rebuilt from the topics"),
            reader.whole(
                "probity.monitor.chunk-rows", 1_000, 100, 10_000, "Records per window, by arrival"),
            reader.whole(
                "probity.monitor.retained-windows",
                1_000,
                1,
                100_000,
                "Closed windows that outcomes may still reach"),
            bounds(reader),
            reader.whole(
                "probity.monitor.cache-bytes",
                1 << 20,
                1 << 20,
                1 << 30,
                "State kept in memory between commits; it takes five times that on the heap"));
    reader.noOthers("probity.monitor.");
    return config;
  }

  private static WaitingBounds bounds(ConfigReader reader) {
    WaitingBounds usual = WaitingBounds.usual();
    return new WaitingBounds(
        reader.whole(
            "probity.monitor.early-outcomes",
            usual.earlyOutcomes(),
            1,
            10_000_000,
            "Most outcomes that wait for their prediction"),
        reader.whole(
            "probity.monitor.waiting-predictions",
            usual.predictions(),
            1,
            1_000_000,
            "Most predictions of a partition that wait for their release"),
        reader.duration(
            "probity.monitor.release-patience",
            Duration.ofMinutes(5),
            "How long predictions wait for their release, in stream time"),
        reader.whole(
            "probity.monitor.waiting-candidates",
            usual.candidates(),
            1,
            10_000_000,
            "Most candidates of a partition whose groups wait for their prediction"));
  }
}
