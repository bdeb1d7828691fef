// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What the bench of the replay found.
 *
 * @param records candidates and outcomes on the topics, together
 * @param rows rows of the tables
 * @param bytes bytes of keys, values and headers of the records
 * @param bare a consumer that reads the records and drops them
 * @param replay the first pipeline: replay, checks, tables, commit
 */
public record ReplayReport(long records, long rows, long bytes, Run bare, Run replay) {
  private static final double AIM = 100_000;

  /**
   * One reading of everything.
   *
   * @param seconds wall time
   * @param own CPU seconds of the threads that read
   * @param cpu CPU milliseconds by stage
   * @param steps seconds by step
   */
  record Run(double seconds, double own, Map<String, Double> cpu, Map<String, Double> steps) {
    /** Keeps the orders. */
    Run {
      cpu = Collections.unmodifiableMap(new LinkedHashMap<>(cpu));
      steps = Collections.unmodifiableMap(new LinkedHashMap<>(steps));
    }
  }

  private double rate(Run run) {
    return records / run.seconds();
  }

  private double ratio() {
    return rate(replay) / rate(bare);
  }

  /** By name, for programs. */
  public Map<String, Object> fields() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("records", records);
    fields.put("rows", rows);
    fields.put("bytes", bytes);
    fields.put("replayRecordsPerSecond", rate(replay));
    fields.put("bareRecordsPerSecond", rate(bare));
    fields.put("replayOverBare", ratio());
    fields.put("replayCpuMicrosARecord", replay.own() / records * 1e6);
    fields.put("bareCpuMicrosARecord", bare.own() / records * 1e6);
    fields.put("stepSeconds", replay.steps());
    fields.put("replayLimitedBy", limit(replay));
    fields.put("bareLimitedBy", limit(bare));
    return fields;
  }

  /** For people: the figures, and beside each what limits it. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(
        text(
            "replay of %,d records, %,.0f bytes each, into Parquet tables of %,d rows%22s",
            records, bytes / (double) records, rows, "records a second"));
    lines.add(line("replay, checks, tables, commit", replay));
    StringBuilder steps = new StringBuilder("    seconds by step:");
    replay.steps().forEach((step, seconds) -> steps.append(text(" %s %.2f", step, seconds)));
    lines.add(steps.toString());
    lines.add(line("bare consumer of the same records", bare));
    lines.add(
        text(
            "  the replay does %.0f %% of it; aim %,.0f records a second: %s",
            100 * ratio(), AIM, rate(replay) >= AIM ? "reached" : "MISSED"));
    return lines;
  }

  private String line(String name, Run run) {
    return text(
        "  %-36s%,14.0f  limited by %s; %.1f us of CPU a record",
        name, rate(run), limit(run), run.own() / records * 1e6);
  }

  /** What used most of a core meanwhile. */
  private static String limit(Run run) {
    return run.cpu().entrySet().stream()
        .max(Map.Entry.comparingByValue())
        .map(
            stage ->
                text("%s, %.2f of a core", stage.getKey(), stage.getValue() / 1e3 / run.seconds()))
        .orElse("");
  }

  private static String text(String form, Object... values) {
    return String.format(Locale.ROOT, form, values);
  }
}
