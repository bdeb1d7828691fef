// SPDX-License-Identifier: Apache-2.0
package dev.probity.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * An ensemble prepared for scoring by leaf masks: the margins of {@link Ensemble#margin}, bit for
 * bit, several times as fast.
 *
 * <p>Number a tree's leaves from left to right. For each feature f the tree tests and each bin b of
 * it ({@link Binning}), the mask M[f][b] has a bit per leaf, cleared where bin b makes the leaf
 * unreachable: every split on f clears the leaves of the side that b does not take. The AND of
 * M[f][bin_f] over the tree's features leaves exactly one bit, the row's leaf. Missing values,
 * category sets and repeated features are only other masks, and there is no branch to mispredict.
 *
 * <p>The tree "x₀ &lt; 5 ? (x₁ &lt; 2 ? leaf 0 : leaf 1) : leaf 2" has, written as leaves 2 1 0,
 * M[0] = 011 for x₀ &lt; 5 and 100 else, M[1] = 101 for x₁ &lt; 2 and 110 else. The row (3, 7) has
 * 011 AND 110 = 010: leaf 1.
 *
 * <p>margin = base margin + Σ leaf values in tree order, in double: per row the same additions in
 * the same order whatever the block, so the bits depend on the row alone. A tree of 65 to 256
 * leaves has two to four words of masks, of which all but one end up empty and add 0. Larger trees,
 * and those whose masks would not fit {@link #MASK_BYTES}, are walked node by node. Immutable,
 * shared between threads; a {@link Workspace} belongs to one thread. Source: Lucchese et al.
 * (2015), QuickScorer, whose masks are laid out here by bin instead of by threshold.
 */
public final class Scorer {
  /** Most bytes of masks; the trees beyond are walked. */
  public static final long MASK_BYTES = 64L << 20;

  private static final int MAX_WORDS = 4;
  private static final int PASS = 4;

  private final Ensemble ensemble;
  private final Binning binning;
  private final Tree[] trees;

  /** Words of tree t are words[t] … words[t + 1) − 1; a tree without words is walked. */
  private final int[] words;

  /** Tables of word w are first[w] … first[w + 1) − 1. */
  private final int[] first;

  private final int[] features;
  private final long[][] tables;
  private final double[][] values;

  /** Memory that scoring works in, made by {@link Scorer#workspace}; used by one thread. */
  public static final class Workspace {
    private final Binning binning;
    private final int[][] bins;
    private final int[] row;
    private final long[] masks = new long[Binning.BLOCK];
    private final double[] sums = new double[Binning.BLOCK];

    private Workspace(Binning binning) {
      this.binning = binning;
      bins = binning.room();
      row = new int[binning.features()];
    }
  }

  /** Prepares an ensemble. */
  public Scorer(Ensemble ensemble) {
    this.ensemble = ensemble;
    binning = new Binning(ensemble);
    trees = ensemble.trees().toArray(Tree[]::new);
    words = new int[trees.length + 1];
    List<LeafMasks> made = new ArrayList<>();
    long left = MASK_BYTES;
    for (int t = 0; t < trees.length; t++) {
      long bytes = LeafMasks.bytes(trees[t], binning);
      boolean masked = trees[t].leaves() > 1 && LeafMasks.words(trees[t]) <= MAX_WORDS;
      if (masked && bytes <= left) {
        left -= bytes;
        for (int word = 0; word < LeafMasks.words(trees[t]); word++) {
          made.add(LeafMasks.of(trees[t], binning, word));
        }
      }
      words[t + 1] = made.size();
    }
    first = new int[made.size() + 1];
    for (int word = 0; word < made.size(); word++) {
      first[word + 1] = first[word] + made.get(word).features().length;
    }
    features = made.stream().flatMapToInt(m -> Arrays.stream(m.features())).toArray();
    tables = made.stream().flatMap(m -> Arrays.stream(m.tables())).toArray(long[][]::new);
    values = made.stream().map(LeafMasks::values).toArray(double[][]::new);
  }

  /** Length of a row. */
  public int features() {
    return binning.features();
  }

  /** Memory for one thread's calls. */
  public Workspace workspace() {
    return new Workspace(binning);
  }

  /**
   * Margin of one row, without allocating.
   *
   * @param row one value per feature, NaN = missing
   * @param workspace made by this scorer
   * @return the margin (log-odds for a logistic objective), the bits of {@link Ensemble#margin}
   */
  public double margin(float[] row, Workspace workspace) {
    if (row.length != features()) {
      throw new IllegalArgumentException(
          "row has " + row.length + " values, the ensemble needs " + features());
    }
    requireOwn(workspace);
    int[] bins = workspace.row;
    binning.row(row, 0, bins);
    double margin = ensemble.baseMargin();
    for (int t = 0; t < trees.length; t++) {
      if (words[t] == words[t + 1]) {
        margin += trees[t].leafOf(row, 0);
      }
      for (int word = words[t]; word < words[t + 1]; word++) {
        long mask = -1;
        for (int i = first[word]; i < first[word + 1]; i++) {
          mask &= tables[i][bins[features[i]]];
        }
        margin += values[word][Long.numberOfTrailingZeros(mask)];
      }
    }
    return margin;
  }

  /**
   * Margins of many rows; each has the bits it has alone. Allocates nothing.
   *
   * @param rows values row by row, NaN = missing; at least {@code count · features} long
   * @param count number of rows
   * @param margins receives one margin per row
   * @param workspace made by this scorer
   */
  public void margins(float[] rows, int count, double[] margins, Workspace workspace) {
    int width = features();
    Objects.checkFromIndexSize(0, count, margins.length);
    Objects.checkFromIndexSize(0, Math.multiplyExact(count, width), rows.length);
    requireOwn(workspace);
    for (int start = 0; start < count; start += Binning.BLOCK) {
      int size = Math.min(count - start, Binning.BLOCK);
      binning.block(rows, start * width, size, workspace.bins);
      Arrays.fill(workspace.sums, 0, size, ensemble.baseMargin());
      for (int t = 0; t < trees.length; t++) {
        if (words[t] == words[t + 1]) {
          walkTree(trees[t], rows, start * width, width, size, workspace.sums);
        }
        for (int word = words[t]; word < words[t + 1]; word++) {
          addWord(word, size, workspace);
        }
      }
      System.arraycopy(workspace.sums, 0, margins, start, size);
    }
  }

  private void requireOwn(Workspace workspace) {
    if (workspace.binning != binning) {
      throw new IllegalArgumentException("the workspace was made by another scorer");
    }
  }

  private static void walkTree(
      Tree tree, float[] rows, int offset, int width, int count, double[] sums) {
    for (int row = 0; row < count; row++) {
      sums[row] += tree.leafOf(rows, offset + row * width);
    }
  }

  private void addWord(int word, int count, Workspace workspace) {
    int[][] bins = workspace.bins;
    long[] masks = workspace.masks;
    Arrays.fill(masks, 0, count, -1L);
    int i = first[word];
    int end = first[word + 1];
    for (; end - i > PASS; i += PASS) {
      int[] a = bins[features[i]];
      int[] b = bins[features[i + 1]];
      int[] c = bins[features[i + 2]];
      int[] d = bins[features[i + 3]];
      narrow(a, tables[i], b, tables[i + 1], c, tables[i + 2], d, tables[i + 3], count, masks);
    }
    double[] of = values[word];
    double[] sums = workspace.sums;
    int[] a = bins[features[i]];
    long[] ofA = tables[i];
    switch (end - i) {
      case 1 -> last(a, ofA, count, masks, of, sums);
      case 2 -> last(a, ofA, bins[features[i + 1]], tables[i + 1], count, masks, of, sums);
      case 3 -> {
        narrow(a, ofA, bins[features[i + 1]], tables[i + 1], count, masks);
        last(bins[features[i + 2]], tables[i + 2], count, masks, of, sums);
      }
      default -> {
        narrow(a, ofA, bins[features[i + 1]], tables[i + 1], count, masks);
        int[] c = bins[features[i + 2]];
        int[] d = bins[features[i + 3]];
        last(c, tables[i + 2], d, tables[i + 3], count, masks, of, sums);
      }
    }
  }

  private static void narrow(int[] a, long[] ofA, int[] b, long[] ofB, int count, long[] masks) {
    for (int row = 0; row < count; row++) {
      masks[row] &= ofA[a[row]] & ofB[b[row]];
    }
  }

  private static void narrow(
      int[] a,
      long[] ofA,
      int[] b,
      long[] ofB,
      int[] c,
      long[] ofC,
      int[] d,
      long[] ofD,
      int count,
      long[] masks) {
    for (int row = 0; row < count; row++) {
      masks[row] &= ofA[a[row]] & ofB[b[row]] & ofC[c[row]] & ofD[d[row]];
    }
  }

  private static void last(
      int[] a, long[] ofA, int count, long[] masks, double[] values, double[] sums) {
    for (int row = 0; row < count; row++) {
      long mask = masks[row] & ofA[a[row]];
      sums[row] += values[Long.numberOfTrailingZeros(mask)];
    }
  }

  private static void last(
      int[] a,
      long[] ofA,
      int[] b,
      long[] ofB,
      int count,
      long[] masks,
      double[] values,
      double[] sums) {
    for (int row = 0; row < count; row++) {
      long mask = masks[row] & ofA[a[row]] & ofB[b[row]];
      sums[row] += values[Long.numberOfTrailingZeros(mask)];
    }
  }
}
