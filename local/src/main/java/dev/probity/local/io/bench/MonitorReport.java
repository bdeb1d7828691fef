// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the bench of the monitor found.
 *
 * @param inMemory without brokers, one thread
 * @param streamed with them
 * @param files evaluated beside NannyML; null when that was not asked for
 */
public record MonitorReport(
    InMemory inMemory, Streamed streamed, EvaluateBench.@Nullable Figures files) {
  private static final int RECORDS_A_CASE = FoldRun.Part.values().length;
  private static final double AIM_RECORDS = 1_000_000;
  private static final double AIM_SHARE = .70;

  /** Without brokers. */
  static final class InMemory {
    private final int cases;
    private final int features;
    private final int attributes;
    private final double[] fold;
    private final StageRun.Figures stage;

    /**
     * What was measured.
     *
     * @param fold CPU seconds of the pure fold by part
     */
    InMemory(int cases, int features, int attributes, double[] fold, StageRun.Figures stage) {
      this.cases = cases;
      this.features = features;
      this.attributes = attributes;
      this.fold = fold.clone();
      this.stage = stage;
    }

    private double seconds() {
      return Arrays.stream(fold).sum();
    }

    private double casesPerSecond() {
      return cases / seconds();
    }

    private double nanos(FoldRun.Part part) {
      return fold[part.ordinal()] / cases * 1e9;
    }

    private FoldRun.Part dearest() {
      return Arrays.stream(FoldRun.Part.values())
          .max((one, other) -> Double.compare(nanos(one), nanos(other)))
          .orElseThrow();
    }
  }

  /**
   * With brokers.
   *
   * @param recordsACase how many of a case's records the monitor reads
   * @param cases how many cases there were
   * @param empty a stage that parses and drops them
   * @param full the monitor
   */
  record Streamed(int recordsACase, int cases, StreamsRun.Figures empty, StreamsRun.Figures full) {
    private double rate(StreamsRun.Figures of) {
      return recordsACase * (cases / of.seconds());
    }

    private double share() {
      return rate(full) / rate(empty);
    }

    /** As {@link #share}, whoever else used the machine meanwhile. */
    private double cpuShare() {
      return micros(empty) / micros(full);
    }

    private double micros(StreamsRun.Figures of) {
      return of.own() * 1e3 / recordsACase / cases;
    }
  }

  /** By name, for programs. */
  public Map<String, Object> fields() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("cases", inMemory.cases);
    fields.put("features", inMemory.features);
    fields.put("protectedAttributes", inMemory.attributes);
    fields.put("foldRecordsPerCoreSecond", RECORDS_A_CASE * inMemory.casesPerSecond());
    fields.put("foldCasesPerCoreSecond", inMemory.casesPerSecond());
    Map<String, Double> nanos = new LinkedHashMap<>();
    for (FoldRun.Part part : FoldRun.Part.values()) {
      nanos.put(part.name().toLowerCase(Locale.ROOT), inMemory.nanos(part));
    }
    fields.put("foldNanosByRecord", nanos);
    fields.put("stageCasesPerCoreSecond", inMemory.cases / inMemory.stage.seconds());
    fields.put("windowClosedMillis", inMemory.stage.closing() * 1e3);
    fields.put("streamedCases", streamed.cases);
    fields.put("streamsRecordsPerSecond", streamed.rate(streamed.full));
    fields.put("emptyStageRecordsPerSecond", streamed.rate(streamed.empty));
    fields.put("streamsOverEmptyStage", streamed.share());
    fields.put("streamsOverEmptyStageByCpu", streamed.cpuShare());
    fields.put("streamsLimitedBy", busiest(streamed.full));
    fields.put("emptyStageLimitedBy", busiest(streamed.empty));
    EvaluateBench.Figures evaluated = files;
    if (evaluated != null) {
      fields.put("evaluateRows", evaluated.rows());
      fields.put("evaluateRowsPerCoreSecondFirst", evaluated.first());
      fields.put("evaluateRowsPerCoreSecondWarm", evaluated.warm());
      switch (evaluated.peer()) {
        case EvaluateBench.Skipped(String why) -> fields.put("peer", "SKIPPED: " + why);
        case EvaluateBench.Measured peer -> {
          fields.put("peer", peer.version());
          fields.put("peerRowsPerCoreSecondFirst", peer.first());
          fields.put("peerRowsPerCoreSecondWarm", peer.warm());
          fields.put("peerFiguresCompared", peer.compared());
          fields.put("peerLargestDifference", peer.difference());
        }
      }
    }
    return fields;
  }

  /** For people: the figures, and beside each what limits it. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(
        text(
            "monitor, %d features, %d protected attributes, one thread%18s%16s",
            inMemory.features, inMemory.attributes, "records/core-s", "cases/core-s"));
    lines.add(
        text(
            "  pure fold, %d parsed records a case %,32.0f%,16.0f  aim %,.0f: %s",
            RECORDS_A_CASE,
            RECORDS_A_CASE * inMemory.casesPerSecond(),
            inMemory.casesPerSecond(),
            AIM_RECORDS,
            reached(RECORDS_A_CASE * inMemory.casesPerSecond() >= AIM_RECORDS)));
    StringBuilder parts = new StringBuilder("    nanoseconds each:");
    for (FoldRun.Part part : FoldRun.Part.values()) {
      parts.append(text(" %s %.0f", part.name().toLowerCase(Locale.ROOT), inMemory.nanos(part)));
    }
    lines.add(
        parts + ", limited by the " + inMemory.dearest().name().toLowerCase(Locale.ROOT) + "s");
    lines.add(
        text(
            "  whole stage, rows told, state written%,46.0f  limited by writing state and rows",
            inMemory.cases / inMemory.stage.seconds()));
    lines.add(text("    a window closed, all its rows: %.1f ms", inMemory.stage.closing() * 1e3));
    lines.add("");
    lines.add(text("Kafka Streams, exactly once, embedded broker%33s", "records a second"));
    streamed(lines, "the monitor", streamed.full);
    streamed(lines, "empty stage that parses them", streamed.empty);
    lines.add(
        text(
            "  the monitor does %.0f %% of it, aim %.0f %%: %s",
            100 * streamed.share(), 100 * AIM_SHARE, reached(streamed.share() >= AIM_SHARE)));
    lines.add(
        text(
            "  by CPU of its own threads %.0f %%; of a case's %d records all but the candidate pass"
                + " through an internal topic, for one order",
            100 * streamed.cpuShare(), streamed.recordsACase));
    EvaluateBench.Figures evaluated = files;
    if (evaluated != null) {
      lines.add("");
      evaluated(lines, evaluated);
    }
    return lines;
  }

  private static void evaluated(List<String> lines, EvaluateBench.Figures of) {
    lines.add(
        text(
            "the same two files, %,d rows, read and evaluated%20s%16s",
            of.rows(), "first run", "warm"));
    lines.add(
        text("  %-42s%,26.0f%,16.0f", "monitor evaluate, cases/core-s", of.first(), of.warm()));
    switch (of.peer()) {
      case EvaluateBench.Skipped(String why) -> lines.add("  NannyML: SKIPPED, " + why);
      case EvaluateBench.Measured peer -> {
        lines.add(text("  %-42s%,26.0f%,16.0f", peer.version(), peer.first(), peer.warm()));
        lines.add(
            text(
                "  times it: %.1f first, %.1f warm; of %d figures both told the largest difference"
                    + " is %.1e",
                of.first() / peer.first(),
                of.warm() / peer.warm(),
                peer.compared(),
                peer.difference()));
      }
    }
  }

  private void streamed(List<String> lines, String name, StreamsRun.Figures figures) {
    lines.add(
        text(
            "  %-32s%,42.0f  %s; %.1f us of CPU a record",
            name, streamed.rate(figures), busiest(figures), streamed.micros(figures)));
  }

  private static String reached(boolean reached) {
    return reached ? "reached" : "MISSED";
  }

  private static String text(String form, Object... values) {
    return String.format(Locale.ROOT, form, values);
  }

  /** The stage that used most of a core: what the rate hangs on. */
  private static String busiest(StreamsRun.Figures figures) {
    return figures.cpu().entrySet().stream()
        .max(Map.Entry.comparingByValue())
        .map(
            stage ->
                text(
                    "limited by %s, %.2f of a core",
                    stage.getKey(), stage.getValue() / 1e3 / figures.seconds()))
        .orElse("");
  }
}
