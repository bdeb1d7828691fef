// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.monitor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.model.Golden;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Compares with golden cells and remembers the largest difference per kind of figure. */
final class Differences {
  private final String file;
  private final Map<String, Double> largest = new TreeMap<>();
  private final List<Integer> differing = new ArrayList<>();
  private int rows;
  private int alerts;

  Differences(String file) {
    this.file = file;
  }

  void check(String kind, Golden.Table table, int row, String column, double ours) {
    check(kind, table, row, column, ours, 0);
  }

  /** Passes within 1e-9 · max(1, |golden|) plus what is allowed on top. */
  void check(
      String kind, Golden.Table table, int row, String column, double ours, double allowance) {
    double theirs = table.number(row, column);
    String where = "%s row %d %s".formatted(file, row, column);
    assertEquals(Double.isNaN(theirs), Double.isNaN(ours), where);
    if (!Double.isNaN(theirs)) {
      double difference = Math.abs(ours - theirs);
      largest.merge(kind, difference / Math.max(1, Math.abs(theirs)), Math::max);
      assertTrue(
          difference <= 1e-9 * Math.max(1, Math.abs(theirs)) + allowance,
          "%s: %s, golden %s".formatted(where, ours, theirs));
    }
  }

  /** Alert flags are exact; every row has one, so rows are counted here. */
  void alert(Golden.Table table, int row, boolean ours) {
    rows++;
    alerts += ours ? 1 : 0;
    if (table.text(row, "alert").equals("True") != ours) {
      differing.add(row);
    }
  }

  /** Prints what was found, then fails on a missing row or a differing flag. */
  void print(int expectedRows) {
    System.out.printf(
        "golden: %s, %d rows, %d alerts, flags that differ: %d, largest difference: %s%n",
        file, rows, alerts, differing.size(), largest);
    assertEquals(expectedRows, rows, file);
    assertEquals(List.of(), differing, file + ": rows whose alert differs");
  }
}
