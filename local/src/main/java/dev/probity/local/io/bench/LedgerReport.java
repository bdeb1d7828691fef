// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.bench;

import dev.probity.auditsink.io.LedgerPace;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What the bench of the ledger found.
 *
 * @param rows entries in the ledger
 * @param sunk what the sink did
 * @param sinkCpu milliseconds by stage meanwhile
 * @param copied rows a second by plain COPY
 * @param copyCpu milliseconds by stage meanwhile, reading the bytes first included
 * @param verified rows a second of the verifier
 * @param verifyCpu milliseconds by stage meanwhile
 * @param opened rows a second of the verifier when it opens every record too
 * @param read rows a second when they are merely read
 * @param leaves leaf hashes a second in memory, one thread, tree included
 * @param proofs milliseconds of the proof of one decision
 * @param disk bytes on disk
 */
public record LedgerReport(
    long rows,
    LedgerPace.Sunk sunk,
    Map<String, Double> sinkCpu,
    double copied,
    Map<String, Double> copyCpu,
    double verified,
    Map<String, Double> verifyCpu,
    double opened,
    double read,
    double leaves,
    Quantiles proofs,
    LedgerPace.Disk disk) {
  /** Rows a second that the catch-up is told against. */
  private static final double INGEST = 800;

  /** Copies the maps, whose order is kept. */
  public LedgerReport {
    sinkCpu = Collections.unmodifiableMap(new LinkedHashMap<>(sinkCpu));
    copyCpu = Collections.unmodifiableMap(new LinkedHashMap<>(copyCpu));
    verifyCpu = Collections.unmodifiableMap(new LinkedHashMap<>(verifyCpu));
  }

  private double bytesPerDecision() {
    return disk.perDecision();
  }

  /** By name, for programs. */
  public Map<String, Object> fields() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("rows", rows);
    fields.put("sinkRowsPerSecond", sunk.rate());
    fields.put("sinkLimitedBy", busiest(sinkCpu, sunk.seconds()));
    fields.put("copyRowsPerSecond", copied);
    fields.put("sinkOverCopy", sunk.rate() / copied);
    fields.put("sustainedRowsPerSecond", sunk.slowest());
    fields.put("catchUpFactor", sunk.rate() / INGEST);
    fields.put("verifyRowsPerSecond", verified);
    fields.put("verifyLimitedBy", busiest(verifyCpu, rows / verified));
    fields.put("verifyOpenedRowsPerSecond", opened);
    fields.put("readRowsPerSecond", read);
    fields.put("verifyOverRead", verified / read);
    fields.put("leavesPerSecond", leaves);
    fields.put("proofMillis", Map.of("n", proofs.n(), "p50", proofs.p50(), "p99", proofs.p99()));
    fields.put("bytesPerExplainedDecision", bytesPerDecision());
    fields.put("explainedDecisions", disk.explained());
    return fields;
  }

  /** For people: the figures, and beside each what limits it. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add("ledger of %,d rows, one sink, one database%20s".formatted(rows, "a second"));
    rate(lines, "sink, from the topics", sunk.rate(), busiest(sinkCpu, sunk.seconds()));
    rate(lines, "  its slowest five seconds", sunk.slowest(), "sustained");
    rate(
        lines,
        "plain COPY, same two tables",
        copied,
        "Postgres alone: no commitments, tree or fence");
    lines.add(text("  the sink does %.1f %% of it", 100 * sunk.rate() / copied));
    lines.add(text("  catch-up: %.1f times 800 records a second", sunk.rate() / INGEST));
    lines.add("");
    rate(lines, "verify, rows and tree", verified, busiest(verifyCpu, rows / verified));
    rate(lines, "  and every record opened", opened, "AES and SHA-256 of the records too");
    rate(lines, "merely read the same rows", read, "Postgres and one connection");
    lines.add(text("  verifying does %.1f %% of it", 100 * verified / read));
    rate(lines, "leaves in memory, with tree", leaves, "SHA-256 on one core");
    lines.add("");
    lines.add(
        text(
            "proof of one decision: p50 %.1f ms, p99 %.1f ms (n %d); look-ups in Postgres",
            proofs.p50(), proofs.p99(), proofs.n()));
    lines.add(
        text(
            "on disk: %,.0f bytes per explained decision, its three rows with indexes and tiles"
                + " (n %,d); the records themselves",
            bytesPerDecision(), disk.explained()));
    return lines;
  }

  private static String text(String form, Object... values) {
    return String.format(Locale.ROOT, form, values);
  }

  private static void rate(List<String> lines, String name, double value, String limit) {
    lines.add(text("  %-32s %,20.0f  %s", name, value, limit));
  }

  /** The stage that used most of a core: what the rate hangs on. */
  private static String busiest(Map<String, Double> cpu, double seconds) {
    return cpu.entrySet().stream()
        .max(Map.Entry.comparingByValue())
        .map(
            stage ->
                text(
                    "limited by %s, %.2f of a core",
                    stage.getKey(), stage.getValue() / 1e3 / seconds))
        .orElse("");
  }
}
