// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What the bench of the stream found.
 *
 * @param candidates how many were streamed at full speed
 * @param recordBytes mean size of a candidate's record value
 * @param explainedPerSecond until the last explanation was on its topic
 * @param recordedPerSecond until the last explanation was in the ledger
 * @param cpu milliseconds by stage while they were streamed
 * @param rate candidates per second in the measurement of delays
 * @param explained from acceptance to the explanation
 * @param recorded from acceptance to the explanation's ledger entry
 * @param limits what broker and clients can do at most
 * @param copyPerSecond rows a second by plain COPY of the same bytes
 * @param residentMiB largest proportional set size, database included
 */
public record StreamReport(
    int candidates,
    double recordBytes,
    double explainedPerSecond,
    double recordedPerSecond,
    Map<String, Double> cpu,
    int rate,
    Quantiles explained,
    Quantiles recorded,
    RawLimits.Figures limits,
    double copyPerSecond,
    long residentMiB) {

  /** Entries of the ledger that come of one candidate: itself, prediction and explanation. */
  private static final int ROWS = 3;

  /** Copies the map, whose order is kept. */
  public StreamReport {
    cpu = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(cpu));
  }

  private double cpuPerCandidate() {
    return cpu.values().stream().mapToDouble(Double::doubleValue).sum() / candidates;
  }

  /** By name, for programs. */
  public Map<String, Object> fields() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("candidates", candidates);
    fields.put("recordBytes", recordBytes);
    fields.put("explainedPerSecond", explainedPerSecond);
    fields.put("recordedPerSecond", recordedPerSecond);
    fields.put("cpuMillisPerCandidate", cpuPerCandidate());
    Map<String, Object> stages = new LinkedHashMap<>();
    cpu.forEach((stage, millis) -> stages.put(stage, millis / candidates));
    fields.put("cpuMillisPerCandidateByStage", stages);
    fields.put("rate", rate);
    fields.put("explainedMillis", times(explained));
    fields.put("recordedMillis", times(recorded));
    fields.put("emptyHopMillis", times(limits.delay()));
    fields.put("producePerSecond", limits.produce());
    fields.put("consumePerSecond", limits.consume());
    fields.put("emptyHopPerSecond", limits.hop());
    fields.put("copyRowsPerSecond", copyPerSecond);
    fields.put("residentMiB", residentMiB);
    return fields;
  }

  private static Map<String, Object> times(Quantiles times) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("n", times.n());
    fields.put("p50", times.p50());
    fields.put("p99", times.p99());
    return fields;
  }

  /** For people: the figures, and beside each what limits it. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add("stream of %,d candidates as fast as it goes%28s".formatted(candidates, "a second"));
    rate(lines, "explained", explainedPerSecond, "");
    rate(lines, "explained and in the ledger", recordedPerSecond, "");
    lines.add("");
    lines.add(
        "limits of this machine, same run, records of %,.0f bytes%22s"
            .formatted(recordBytes, "a second"));
    rate(lines, "produce, acks=all", limits.produce(), share(explainedPerSecond, limits.produce()));
    rate(
        lines,
        "consume, read_committed",
        limits.consume(),
        share(explainedPerSecond, limits.consume()));
    rate(lines, "empty hop (poll loop)", limits.hop(), share(explainedPerSecond, limits.hop()));
    rate(
        lines,
        "plain COPY of the rows",
        copyPerSecond,
        share(ROWS * recordedPerSecond, copyPerSecond) + ", three rows a candidate");
    lines.add("");
    lines.add("CPU per candidate, milliseconds%33s".formatted(""));
    cpu.forEach(
        (stage, millis) ->
            lines.add(
                "  %-32s %10.3f  %3.0f %%"
                    .formatted(
                        stage,
                        millis / candidates,
                        100 * millis / candidates / cpuPerCandidate())));
    lines.add("  %-32s %10.3f".formatted("together", cpuPerCandidate()));
    lines.add("");
    lines.add("delay at %,d a second, milliseconds%12s%10s%8s".formatted(rate, "p50", "p99", "n"));
    delay(lines, "accepted to explained", explained);
    delay(lines, "accepted to in the ledger", recorded);
    delay(lines, "empty hop", limits.delay());
    lines.add(
        "  explained, p99 against the empty hop's: %.1f times"
            .formatted(explained.p99() / limits.delay().p99()));
    lines.add("");
    lines.add("memory, database included: %,d MiB (proportional set size)".formatted(residentMiB));
    return lines;
  }

  private static void rate(List<String> lines, String name, double value, String share) {
    lines.add(
        String.format(Locale.ROOT, "  %-32s %,26.0f  %s", name, value, share).stripTrailing());
  }

  private static String share(double ours, double limit) {
    return String.format(Locale.ROOT, "the stream does %.1f %% of it", 100 * ours / limit);
  }

  private static void delay(List<String> lines, String name, Quantiles times) {
    lines.add(
        String.format(
            Locale.ROOT, "  %-32s %12.1f%10.1f%,8d", name, times.p50(), times.p99(), times.n()));
  }
}
