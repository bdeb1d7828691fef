// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.shap;

import java.util.Arrays;

/**
 * The loops over a block of rows. A test's outcome is the sign of a difference of small integers,
 * so that the compiler vectorises them: bin − high is negative iff bin &lt; high, and (bin − high)
 * & ~(bin − low) iff low ≤ bin &lt; high.
 */
final class TableKernel {
  private final ShapTables tables;

  TableKernel(ShapTables tables) {
    this.tables = tables;
  }

  /**
   * Adds the explanations of a block.
   *
   * @param bins {@code [feature][row]}
   * @param count number of rows
   * @param index scratch, one per row
   * @param sums {@code [column][row]}
   */
  void addBlock(int[][] bins, int count, int[] index, double[][] sums) {
    for (int group = 0; group < tables.groups(); group++) {
      index(group, bins, count, index);
      addLanes(group, count, index, sums);
    }
  }

  /**
   * Adds the explanation of one row, with the bits {@link #addBlock} gives it.
   *
   * @param bins one per feature
   * @param sums one per column, from {@code offset} on
   */
  void addRow(int[] bins, double[] sums, int offset) {
    ShapTables t = tables;
    double[] table = t.table;
    for (int group = 0; group < t.groups(); group++) {
      int index = 0;
      int end = t.tests[group + 1];
      int split = t.tests[group] + t.below[group];
      for (int i = t.tests[group]; i < split; i++) {
        index = index << 1 | (bins[t.features[i]] - t.highs[i]) >>> 31;
      }
      for (int i = split; i < end; i++) {
        int bin = bins[t.features[i]];
        index = index << 1 | (bin - t.highs[i] & ~(bin - t.lows[i])) >>> 31;
      }
      for (int i = t.lookups[group]; i < t.lookups[group + 1]; i++) {
        index |= t.lookupTables[i][bins[t.lookupFeatures[i]]];
      }
      int lane = t.lanes[group];
      int last = t.lanes[group + 1];
      int at = t.starts[group] + index * (last - lane);
      for (; lane < last; lane++) {
        sums[offset + t.laneColumns[lane]] += table[at++];
      }
    }
  }

  private void index(int group, int[][] bins, int count, int[] index) {
    int[] features = tables.features;
    int[] highs = tables.highs;
    int i = tables.tests[group];
    int split = i + tables.below[group];
    int end = tables.tests[group + 1];
    Arrays.fill(index, 0, count, 0);
    for (; split - i >= 3; i += 3) {
      int[] a = bins[features[i]];
      int[] b = bins[features[i + 1]];
      int[] c = bins[features[i + 2]];
      below(a, highs[i], b, highs[i + 1], c, highs[i + 2], count, index);
    }
    for (; i < split; i++) {
      below(bins[features[i]], highs[i], count, index);
    }
    for (; i < end; i++) {
      between(bins[features[i]], tables.lows[i], highs[i], count, index);
    }
    for (int k = tables.lookups[group]; k < tables.lookups[group + 1]; k++) {
      lookup(bins[tables.lookupFeatures[k]], tables.lookupTables[k], count, index);
    }
  }

  private static void below(
      int[] a, int highA, int[] b, int highB, int[] c, int highC, int count, int[] index) {
    for (int row = 0; row < count; row++) {
      index[row] =
          index[row] << 3
              | ((a[row] - highA) >>> 31 << 2)
              | ((b[row] - highB) >>> 31 << 1)
              | ((c[row] - highC) >>> 31);
    }
  }

  private static void below(int[] a, int high, int count, int[] index) {
    for (int row = 0; row < count; row++) {
      index[row] = (index[row] << 1) | ((a[row] - high) >>> 31);
    }
  }

  private static void between(int[] a, int low, int high, int count, int[] index) {
    for (int row = 0; row < count; row++) {
      index[row] = (index[row] << 1) | (((a[row] - high) & ~(a[row] - low)) >>> 31);
    }
  }

  private static void lookup(int[] a, char[] bits, int count, int[] index) {
    for (int row = 0; row < count; row++) {
      index[row] |= bits[a[row]];
    }
  }

  private void addLanes(int group, int count, int[] index, double[][] sums) {
    int[] columns = tables.laneColumns;
    int lane = tables.lanes[group];
    int last = tables.lanes[group + 1];
    int width = last - lane;
    int at = tables.starts[group];
    double[] table = tables.table;
    for (; last - lane >= 4; lane += 4, at += 4) {
      double[] a = sums[columns[lane]];
      double[] b = sums[columns[lane + 1]];
      double[] c = sums[columns[lane + 2]];
      double[] d = sums[columns[lane + 3]];
      add(table, at, width, count, index, a, b, c, d);
    }
    if (last - lane >= 2) {
      add(table, at, width, count, index, sums[columns[lane]], sums[columns[lane + 1]]);
      lane += 2;
      at += 2;
    }
    if (last - lane == 1) {
      add(table, at, width, count, index, sums[columns[lane]]);
    }
  }

  private static void add(
      double[] table,
      int start,
      int width,
      int count,
      int[] index,
      double[] a,
      double[] b,
      double[] c,
      double[] d) {
    for (int row = 0; row < count; row++) {
      int at = start + index[row] * width;
      a[row] += table[at];
      b[row] += table[at + 1];
      c[row] += table[at + 2];
      d[row] += table[at + 3];
    }
  }

  private static void add(
      double[] table, int start, int width, int count, int[] index, double[] a, double[] b) {
    for (int row = 0; row < count; row++) {
      int at = start + index[row] * width;
      a[row] += table[at];
      b[row] += table[at + 1];
    }
  }

  private static void add(
      double[] table, int start, int width, int count, int[] index, double[] a) {
    for (int row = 0; row < count; row++) {
      a[row] += table[start + index[row] * width];
    }
  }
}
