// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor.io;

import dev.probity.driftmonitor.EventTimeSettings;
import dev.probity.driftmonitor.WaitingBounds;
import dev.probity.driftmonitor.WindowSpan;
import dev.probity.topics.io.ConfigKey;
import dev.probity.topics.io.ConfigReader;
import dev.probity.topics.io.KafkaSettings;
import dev.probity.topics.io.ModelStoreSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * What the drift-monitor is told from outside.
 *
 * @param kafka how it reaches the brokers
 * @param profile name or file of the use case
 * @param models where the release bundles lie
 * @param trustedKeysFile the keys that may sign releases, one vkey per line
 * @param stateDir folder of the local state; it can be rebuilt from the topics
 * @param chunkRows records per window
 * @param retainedWindows closed windows that outcomes may still reach
 * @param events which windows of event time are kept beside those by count
 * @param bounds how much may wait
 * @param cacheBytes state kept in memory between commits; a cached entry also keeps the record it
 *     came from, which is not counted, and values change with every record, so more only fills the
 *     heap
 */
public record DriftMonitorConfig(
    KafkaSettings kafka,
    String profile,
    ModelStoreSettings models,
    Path trustedKeysFile,
    Path stateDir,
    int chunkRows,
    int retainedWindows,
    EventTimeSettings events,
    WaitingBounds bounds,
    int cacheBytes) {

  /** The folder of the release bundles. */
  public Path modelsDir() {
    return models.dir();
  }

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
            ModelStoreSettings.read(reader),
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
            events(reader),
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

  private static EventTimeSettings events(ConfigReader reader) {
    EventTimeSettings usual = EventTimeSettings.none();
    return new EventTimeSettings(
        spans(
            reader.text(
                "probity.monitor.windows",
                "none",
                "Windows of event time beside those by count, as P1D,P7D,P1M,P30D/P1D; or none")),
        reader.duration(
            "probity.monitor.grace",
            usual.grace(),
            "How long behind its end a window of event time waits for late records"),
        reader.duration(
            "probity.monitor.retention",
            usual.retention(),
            "How long late records still amend a window of event time"),
        reader.duration(
            "probity.monitor.idle-timeout",
            usual.idle(),
            "Event time after which a silent partition is waited for no longer"),
        reader.duration(
            "probity.monitor.max-skew",
            usual.maxSkew(),
            "How far an event's time may lie from its record's, which is taken beyond that"));
  }

  private static List<WindowSpan> spans(String text) {
    return text.equals("none")
        ? List.of()
        : Arrays.stream(text.split(",")).map(String::strip).map(WindowSpan::parse).toList();
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
            "Most predictions of a partition that wait for their release or their candidate"),
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
