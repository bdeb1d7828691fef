// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What was measured, as a table for people and as fields for programs. */
public final class ModelBenchReport {
  private static final String HEADER =
      String.format(
          "%-13s %5s %9s %6s %9s %9s %8s %9s %8s %6s %9s %6s",
          "columns",
          "depth",
          "explained",
          "vs",
          "vs",
          "vs old",
          "one row",
          "scored",
          "one row",
          "B/row",
          "tables",
          "load");
  private static final String UNITS =
      String.format(
          "%-13s %5s %9s %6s %9s %9s %8s %9s %8s %6s %9s %6s",
          "",
          "",
          "rows/s",
          "recur.",
          "XGBoost",
          "XGBoost4J",
          "p50 us",
          "rows/s",
          "p50 us",
          "",
          "MB",
          "CPU-s");

  private final List<ModelFigures> figures;
  private final PythonPeer.Outcome peer;

  ModelBenchReport(List<ModelFigures> figures, PythonPeer.Outcome peer) {
    this.figures = List.copyOf(figures);
    this.peer = peer;
  }

  /** The table, then what the peers are. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>(List.of(HEADER, UNITS));
    for (int i = 0; i < figures.size(); i++) {
      lines.add(line(figures.get(i), i));
    }
    lines.add("");
    switch (peer) {
      case PythonPeer.Skipped(String why) -> lines.add("Python XGBoost: SKIPPED, " + why);
      case PythonPeer.Measured measured -> {
        lines.add("Peer: " + measured.version() + ", one thread, batches of 256");
        for (int i = 0; i < figures.size(); i++) {
          lines.add(peerLine(figures.get(i), measured.figures().get(i)));
        }
      }
    }
    lines.add(
        String.format(
            Locale.ROOT,
            "Agreement before timing: tables, recurrence and XGBoost4J within %.1e.",
            figures.stream().mapToDouble(ModelFigures::largestDifference).max().orElse(0)));
    lines.add(
        "\"vs old XGBoost4J\" is release 3.0.4, whose algorithm XGBoost 3.3 replaced; never quote"
            + " it alone.");
    return lines;
  }

  private String line(ModelFigures one, int index) {
    String ratio =
        switch (peer) {
          case PythonPeer.Skipped skipped -> "-";
          case PythonPeer.Measured measured ->
              times(one.explained() / measured.figures().get(index).explained());
        };
    return String.format(
        Locale.ROOT,
        "%-13s %5d %9.0f %6s %9s %9s %8.1f %9.0f %8.2f %6.1f %9s %6.2f",
        one.kind(),
        one.depth(),
        one.explained(),
        times(one.explained() / one.recurrence()),
        ratio,
        times(one.explained() / one.oldXgboost()),
        one.explainedMicros(),
        one.scored(),
        one.scoredMicros(),
        one.bytesPerRow(),
        tables(one),
        one.loadSeconds());
  }

  /** Memory, and how many trees have none where not all do. */
  private static String tables(ModelFigures one) {
    String megabytes = String.format(Locale.ROOT, "%.1f", one.tableMegabytes());
    int without = one.trees() - one.tabulated();
    return without == 0 ? megabytes : megabytes + " (-" + without + ")";
  }

  private static String peerLine(ModelFigures ours, PythonPeer.Figures theirs) {
    return String.format(
        Locale.ROOT,
        "%-13s %5d  explained %7.0f rows/s, ours %s; scored %7.0f rows/s, ours %s; contributions"
            + " differ by %.1e",
        ours.kind(),
        ours.depth(),
        theirs.explained(),
        times(ours.explained() / theirs.explained()),
        theirs.scored(),
        times(ours.scored() / theirs.scored()),
        theirs.largestDifference());
  }

  private static String times(double ratio) {
    return String.format(Locale.ROOT, "%.1fx", ratio);
  }

  /** The same for programs. */
  public Map<String, Object> fields() {
    List<Map<String, Object>> models = new ArrayList<>();
    for (int i = 0; i < figures.size(); i++) {
      models.add(fields(figures.get(i), i));
    }
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put(
        "peer",
        switch (peer) {
          case PythonPeer.Skipped(String why) -> "SKIPPED: " + why;
          case PythonPeer.Measured measured -> measured.version();
        });
    fields.put("models", models);
    return fields;
  }

  private Map<String, Object> fields(ModelFigures one, int index) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("columns", one.kind());
    fields.put("depth", one.depth());
    fields.put("trees", one.trees());
    fields.put("trees_with_tables", one.tabulated());
    fields.put("table_mb", one.tableMegabytes());
    fields.put("load_cpu_seconds", one.loadSeconds());
    fields.put("explained_rows_per_second", one.explained());
    fields.put("ratio_to_recurrence", one.explained() / one.recurrence());
    fields.put("ratio_to_xgboost4j_old_algorithm", one.explained() / one.oldXgboost());
    fields.put("explained_one_row_p50_us", one.explainedMicros());
    fields.put("scored_rows_per_second", one.scored());
    fields.put("scored_one_row_p50_us", one.scoredMicros());
    fields.put("allocated_bytes_per_row", one.bytesPerRow());
    fields.put("largest_difference", one.largestDifference());
    if (peer instanceof PythonPeer.Measured measured) {
      PythonPeer.Figures theirs = measured.figures().get(index);
      fields.put("explained_ratio_to_xgboost", one.explained() / theirs.explained());
      fields.put("scored_ratio_to_xgboost", one.scored() / theirs.scored());
      fields.put("difference_to_xgboost", theirs.largestDifference());
    }
    return fields;
  }
}
