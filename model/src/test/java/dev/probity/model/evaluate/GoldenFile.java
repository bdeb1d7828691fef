// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.model.Golden;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A golden file against ours: every cell of every golden row within the tolerance its README
 * states, texts, counts and alert flags exactly.
 */
final class GoldenFile {
  private static final Set<String> EXACT =
      Set.of(
          "key",
          "chunk_index",
          "start_index",
          "end_index",
          "start_date",
          "end_date",
          "period",
          "metric",
          "column",
          "method",
          "attr",
          "group",
          "privileged",
          "n",
          "tp",
          "fp",
          "fn",
          "tn",
          "dof",
          "column_name",
          "number_of_alerts",
          "has_drifted",
          "rank");

  private final String name;
  private final Golden.Table golden;
  private final Map<String, Double> widths;
  private final Map<String, Double> largest = new TreeMap<>();
  private int alerts;
  private int rows;
  private final List<Integer> differing = new ArrayList<>();

  private GoldenFile(String name, Golden.Table golden, Map<String, Double> widths) {
    this.name = name;
    this.golden = golden;
    this.widths = widths;
  }

  /**
   * Compares and prints one line.
   *
   * @param golden the set
   * @param file of the set
   * @param ours lines of CSV
   * @param method the method of our rows, where the golden file holds one only; else empty
   * @param widths bin width per column, where medians are compared
   */
  static void compare(
      Golden golden, String file, List<String> ours, String method, Map<String, Double> widths) {
    new GoldenFile(file, golden.table(file), widths).compare(CarLoanRows.parsed(ours), method);
  }

  static void compare(Golden golden, String file, List<String> ours) {
    compare(golden, file, ours, "", Map.of());
  }

  private void compare(Golden.Table ours, String method) {
    Map<List<String>, Integer> found = new HashMap<>();
    for (int row = 0; row < ours.rows(); row++) {
      if (method.isEmpty() || ours.text(row, "method").equals(method)) {
        found.put(key(ours, row, method), row);
      }
    }
    for (int row = 0; row < golden.rows(); row++) {
      rows++;
      Integer match = found.get(key(golden, row, method));
      assertNotNull(match, name + ": no row for " + key(golden, row, method));
      for (String column : golden.columns()) {
        cell(row, column, ours, match);
      }
    }
    System.out.printf(
        "golden: %s, %d rows, %d alerts, flags that differ: %d, largest difference: %s%n",
        name, rows, alerts, differing.size(), shown());
    assertEquals(List.of(), differing, name + ": rows whose alert differs");
  }

  private String shown() {
    return largest.entrySet().stream()
        .map(entry -> "%s %.1e".formatted(entry.getKey(), entry.getValue()))
        .collect(Collectors.joining(", "));
  }

  /** Where the golden file holds one method, its name is no part of the row's name. */
  private static List<String> key(Golden.Table table, int row, String method) {
    List<String> key = new ArrayList<>();
    for (String column : List.of("period", "attr", "chunk_index", "group")) {
      key.add(table.has(column) ? table.text(row, column) : "");
    }
    key.add(table.has("metric") ? table.text(row, "metric") : "");
    if (table.has("column_name")) {
      key.add(table.text(row, "column_name"));
    } else if (table.has("column")) {
      key.set(key.size() - 1, table.text(row, "column"));
      key.add(method.isEmpty() && table.has("method") ? table.text(row, "method") : "");
    } else if (!method.isEmpty()) {
      key.add("");
    }
    return key;
  }

  private void cell(int row, String column, Golden.Table ours, int found) {
    String at = "%s row %d %s".formatted(name, row, column);
    String mapped = column.equals("metric") && ours.has("column") ? "column" : column;
    if (column.equals("alert")) {
      alerts += golden.text(row, column).equals("True") ? 1 : 0;
      if (!golden.text(row, column).equals(ours.text(found, mapped))) {
        differing.add(row);
      }
    } else if (EXACT.contains(column)) {
      assertEquals(golden.text(row, column), ours.text(found, mapped), at);
    } else if (!(column.equals("realized") && golden.text(row, column).isEmpty())) {
      boolean band = column.equals("sampling_error") || column.endsWith("boundary");
      String kind = band ? "bands" : column.endsWith("threshold") ? "limits" : "values";
      number(
          kind, at, golden.number(row, column), ours.number(found, mapped), tolerance(row, column));
    }
  }

  private void number(String kind, String at, double theirs, double mine, double tolerance) {
    assertEquals(Double.isNaN(theirs), Double.isNaN(mine), at);
    if (!Double.isNaN(theirs)) {
      double difference = Math.abs(mine - theirs) / Math.max(1, Math.abs(theirs));
      largest.merge(kind, difference, Math::max);
      assertTrue(
          Math.abs(mine - theirs) <= tolerance, "%s: %s, golden %s".formatted(at, mine, theirs));
    }
  }

  /** The README's table of tolerances. */
  private double tolerance(int row, String column) {
    double theirs = golden.number(row, column);
    double usual = 1e-9 * Math.max(1, Math.abs(theirs));
    String series =
        golden.has("method")
            ? golden.text(row, "method")
            : golden.has("metric") ? golden.text(row, "metric") : column;
    boolean band = column.equals("sampling_error") || column.endsWith("confidence_boundary");
    return switch (series) {
      case "roc_auc" -> band ? 3 * 5e-3 * golden.number(row, "sampling_error") + 1e-6 : area(row);
      case "average_precision" -> band ? .9 * golden.number(row, "sampling_error") : 1e-7;
      case "est_roc_auc", "gest_roc_auc" -> area(row);
      case "ks_p_asymp" -> 1e-6;
      case "chi2_p", "g_test_p", "pearsonr_pvalue" -> 1e-9;
      case "wasserstein" -> 1e-6 * Math.abs(theirs);
      case "jensen_shannon", "hellinger" -> Math.abs(theirs) < 1e-6 ? 2e-8 : usual;
      default -> {
        Double width = golden.has("metric") ? widths.get(golden.text(row, "metric")) : null;
        yield width == null || column.equals("sampling_error") ? usual : width;
      }
    };
  }

  /** NannyML rounds cumulative sums to five decimals, which shows in small chunks. */
  private double area(int row) {
    double rows =
        golden.has("n")
            ? Math.min(
                golden.number(row, "tp") + golden.number(row, "fn"),
                golden.number(row, "fp") + golden.number(row, "tn"))
            : (golden.number(row, "end_index") - golden.number(row, "start_index") + 1) / 4;
    return 1e-7 + 1e-5 / Math.max(1, rows);
  }
}
