// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What the bench of the front doors found.
 *
 * @param rate posts per second in the measurement of delays
 * @param clients clients that posted at once
 * @param paced delays at the fixed rate
 * @param load what the clients got
 * @param fileRows rows of the file
 * @param fileRowsPerSecond rows a second, validated and acknowledged
 * @param cpu milliseconds of CPU by phase and stage, for each request or row of the phase
 * @param inference what clients of the Open Inference door got
 * @param limits what broker and Kafka clients can do at most
 * @param heapMiB the most the heap of the one process may take
 */
public record HttpReport(
    int rate,
    int clients,
    HttpClients.Paced paced,
    HttpClients.Load load,
    int fileRows,
    double fileRowsPerSecond,
    Map<String, Map<String, Double>> cpu,
    InferenceFigures inference,
    RawLimits.Figures limits,
    long heapMiB) {

  /** By name, for programs. */
  public Map<String, Object> fields() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("rate", rate);
    fields.put("answeredMillis", times(paced.answered()));
    fields.put("explainedMillis", times(paced.explained()));
    fields.put("emptyHopMillis", times(limits.delay()));
    fields.put("explainedP99AgainstEmptyHop", hops());
    fields.put("refusedAtRate", paced.refused());
    fields.put("clients", clients);
    fields.put("explainedPerSecond", load.perSecond());
    fields.put("accepted", load.accepted());
    fields.put("busy", load.busy());
    fields.put("failed", load.failed());
    fields.put("loadAnsweredMillis", times(load.answered()));
    fields.put("fileRows", fileRows);
    fields.put("fileRowsPerSecond", fileRowsPerSecond);
    fields.put("cpuMillisByPhase", cpu);
    fields.put("openInference", inference.fields());
    fields.put("producePerSecond", limits.produce());
    fields.put("emptyHopPerSecond", limits.hop());
    fields.put("heapMiB", heapMiB);
    return fields;
  }

  /** The p99 from post to explanation in p99s of an empty hop. */
  private double hops() {
    return paced.explained().p99() / limits.delay().p99();
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
    lines.add("posts at %,d a second, milliseconds%15s%10s%8s".formatted(rate, "p50", "p99", "n"));
    delay(lines, "posted to accepted (202)", paced.answered());
    delay(lines, "posted to explained, durable", paced.explained());
    delay(lines, "empty hop (poll loop)", limits.delay());
    lines.add(
        format(
            "  explained, p99 against the empty hop's: %.1f times; refused: %d",
            hops(), paced.refused()));
    lines.add("");
    lines.add("%d clients, each posting again when answered".formatted(clients));
    lines.add(
        format(
            "  %-32s %,17.0f a second  %.1f %% of an empty hop's",
            "explained requests", load.perSecond(), 100 * load.perSecond() / limits.hop()));
    lines.add(
        format(
            "  accepted %,d, told to come again (429) %,d, failed %,d",
            load.accepted(), load.busy(), load.failed()));
    delay(lines, "posted to accepted (202)", load.answered());
    lines.add("");
    lines.add("a file of %,d rows, validated and acknowledged".formatted(fileRows));
    lines.add(
        format(
            "  %-32s %,17.0f a second  %.1f %% of a bare producer's",
            "rows", fileRowsPerSecond, 100 * fileRowsPerSecond / limits.produce()));
    lines.add("");
    lines.addAll(inference.lines());
    lines.add("");
    lines.add(
        "CPU for each, milliseconds, the whole stream and the ledger included; heap at most %,d MiB"
            .formatted(heapMiB));
    cpu.forEach((phase, stages) -> lines.add(cpu(phase, stages)));
    return lines;
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }

  private static String cpu(String phase, Map<String, Double> stages) {
    double all = stages.values().stream().mapToDouble(Double::doubleValue).sum();
    StringBuilder line = new StringBuilder(format("  %-28s %7.3f:", phase, all));
    stages.forEach((stage, millis) -> line.append(format(" %s %.3f,", stage, millis)));
    line.setLength(line.length() - 1);
    return line.toString();
  }

  private static void delay(List<String> lines, String name, Quantiles times) {
    lines.add(format("  %-32s %17.1f%10.1f%,8d", name, times.p50(), times.p99(), times.n()));
  }
}
