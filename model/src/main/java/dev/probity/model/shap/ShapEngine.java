// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.shap;

import dev.probity.model.Binning;
import dev.probity.model.Ensemble;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/**
 * Explains rows by tables where a budget admits a tree, else leaf by leaf. Trees are admitted in
 * ascending order of the bytes of their tables, ties by index, until one does not fit. Per row all
 * trees with tables are added first, then the others, both in tree order.
 */
final class ShapEngine {
  /** Fewer rows than this are explained one by one. */
  private static final int FEW = 8;

  private final int features;
  private final int columns;
  private final Binning binning;
  private final TableKernel tables;
  private final ShapRecurrence recurrence;
  private final int tabulated;
  private final long bytes;

  /**
   * Prepares an ensemble.
   *
   * @param columns of an explanation
   * @param tabulate the formula that fills tables
   * @param recur the formula of trees without tables
   * @param budget bytes that tables may take
   */
  ShapEngine(
      Ensemble ensemble,
      List<PathTree> trees,
      int columns,
      LeafFormula tabulate,
      LeafFormula recur,
      long budget) {
    if (budget < 0) {
      throw new IllegalArgumentException("the table budget is negative: " + budget);
    }
    this.features = ensemble.features();
    this.columns = columns;
    this.binning = new Binning(ensemble);
    long[] sizes = trees.stream().mapToLong(t -> ShapTables.bytes(t, binning, tabulate)).toArray();
    List<PathTree> admitted = new ArrayList<>();
    long spent = 0;
    for (PathTree tree : bySize(trees, sizes)) {
      long size = sizes[tree.index()];
      if (size > budget - spent) {
        break;
      }
      spent += size;
      admitted.add(tree);
    }
    admitted.sort(Comparator.comparingInt(PathTree::index));
    List<PathTree> rest = new ArrayList<>(trees);
    rest.removeAll(admitted);
    this.bytes = spent;
    this.tabulated = admitted.size();
    this.tables = new TableKernel(new ShapTables(admitted, binning, tabulate));
    this.recurrence = new ShapRecurrence(ensemble, rest, recur);
  }

  private static List<PathTree> bySize(List<PathTree> trees, long[] sizes) {
    return trees.stream()
        .sorted(
            Comparator.<PathTree>comparingLong(tree -> sizes[tree.index()])
                .thenComparingInt(PathTree::index))
        .toList();
  }

  int features() {
    return features;
  }

  int columns() {
    return columns;
  }

  /** Number of trees that have tables. */
  int tabulatedTrees() {
    return tabulated;
  }

  /** Bytes the budget was charged. */
  long tableBytes() {
    return bytes;
  }

  ShapWorkspace workspace() {
    return new ShapWorkspace(this, features, columns, recurrence.mostNodes(), recurrence.room());
  }

  /** Writes the explanations of rows, row by row, without allocating. */
  void explain(float[] rows, int count, double[] into, ShapWorkspace workspace) {
    Objects.checkFromIndexSize(0, Math.multiplyExact(count, features), rows.length);
    int length = Math.multiplyExact(count, columns);
    Objects.checkFromIndexSize(0, length, into.length);
    if (workspace.owner != this) {
      throw new IllegalArgumentException("the workspace was made by another explainer");
    }
    for (int start = 0; start < count; start += Binning.BLOCK) {
      int size = Math.min(Binning.BLOCK, count - start);
      if (size < FEW) {
        explainSingly(rows, start, size, into, workspace);
      } else {
        explainBlock(rows, start, size, into, workspace);
      }
      if (!recurrence.isEmpty()) {
        recurrence.add(rows, start, size, into, columns, workspace.bits, workspace.work);
      }
    }
  }

  private void explainSingly(
      float[] rows, int from, int count, double[] into, ShapWorkspace workspace) {
    for (int row = from; row < from + count; row++) {
      binning.row(rows, row * features, workspace.row);
      Arrays.fill(into, row * columns, (row + 1) * columns, 0.0);
      tables.addRow(workspace.row, into, row * columns);
    }
  }

  private void explainBlock(
      float[] rows, int from, int count, double[] into, ShapWorkspace workspace) {
    binning.block(rows, from * features, count, workspace.bins);
    for (double[] column : workspace.sums) {
      Arrays.fill(column, 0, count, 0.0);
    }
    tables.addBlock(workspace.bins, count, workspace.index, workspace.sums);
    for (int column = 0; column < columns; column++) {
      double[] sums = workspace.sums[column];
      int at = from * columns + column;
      for (int row = 0; row < count; row++) {
        into[at + row * columns] = sums[row];
      }
    }
  }
}
