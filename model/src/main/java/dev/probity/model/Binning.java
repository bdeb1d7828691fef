// SPDX-License-Identifier: Apache-2.0
package dev.probity.model;

import java.util.Arrays;
import java.util.Objects;

/**
 * The bins into which an ensemble cuts the values of each feature: two values of one bin take the
 * same side at every split, so scoring and explaining need the bin only.
 *
 * <p>Numeric feature with sorted distinct thresholds t_0 &lt; … &lt; t_{n−1}: bin = number of
 * thresholds ≤ x, from 0 to n, so that x &lt; t_k ⇔ bin ≤ k; missing = bin n + 1. Categorical
 * feature whose largest stored index is K − 1: bin = index for 0 ≤ index &lt; K, bin K for every
 * other value (it goes left everywhere), missing = bin K + 1. A feature that no tree tests has one
 * bin for all numbers.
 *
 * <p>Thresholds 2 and 5: x = 1.9 is bin 0, 2 is bin 1, 5 is bin 2, NaN is bin 3; four bins.
 * Immutable, shared between threads.
 */
public final class Binning {
  /** Most rows of a block. */
  public static final int BLOCK = 256;

  private static final int NUMERIC = -1;

  private final float[][] thresholds;
  private final int[] counts;
  private final int[] categories;

  /** The bins of an ensemble. */
  public Binning(Ensemble ensemble) {
    int features = ensemble.features();
    thresholds = new float[features][];
    counts = new int[features];
    categories = new int[features];
    Arrays.fill(categories, NUMERIC);
    float[][] found = new float[features][8];
    for (Tree tree : ensemble.trees()) {
      for (int node = 0; node < tree.nodes(); node++) {
        if (!tree.isLeaf(node)) {
          collect(tree, node, found);
        }
      }
    }
    for (int feature = 0; feature < features; feature++) {
      thresholds[feature] = distinct(feature, found[feature]);
    }
  }

  private void collect(Tree tree, int node, float[][] found) {
    int feature = tree.feature(node);
    if (tree.isCategorical(node)) {
      int[] set = tree.categories(node);
      categories[feature] = Math.max(categories[feature], set[set.length - 1] + 1);
      return;
    }
    if (counts[feature] == found[feature].length) {
      found[feature] = Arrays.copyOf(found[feature], 2 * found[feature].length);
    }
    found[feature][counts[feature]++] = tree.threshold(node);
  }

  /** Sorted, without repeats, padded with NaN to a length of 2^k − 1: nothing is ≥ NaN. */
  private float[] distinct(int feature, float[] found) {
    Arrays.sort(found, 0, counts[feature]);
    int size = 0;
    for (int i = 0; i < counts[feature]; i++) {
      if (size == 0 || found[size - 1] != found[i]) {
        found[size++] = found[i];
      }
    }
    counts[feature] = size;
    int room = Integer.highestOneBit(size) * 2 - 1;
    float[] padded = new float[Math.max(room, 0)];
    Arrays.fill(padded, Float.NaN);
    System.arraycopy(found, 0, padded, 0, size);
    return padded;
  }

  /** Number of features. */
  public int features() {
    return counts.length;
  }

  /** Number of bins of a feature, the missing one included. */
  public int bins(int feature) {
    return missing(feature) + 1;
  }

  /** The bin of a missing value: the last one. */
  public int missing(int feature) {
    return (categories[feature] == NUMERIC ? counts[feature] : categories[feature]) + 1;
  }

  /** Whether a feature is split by category sets. */
  public boolean isCategorical(int feature) {
    return categories[feature] != NUMERIC;
  }

  /**
   * The bin of a value.
   *
   * @param feature column of the value
   * @param x the value as the trees see it, NaN = missing
   * @return from 0 to {@link #missing}
   */
  public int bin(int feature, float x) {
    return categories[feature] == NUMERIC
        ? numeric(thresholds[feature], counts[feature] + 1, x)
        : categorical(categories[feature], x);
  }

  private static int numeric(float[] padded, int missing, float x) {
    int bin = 0;
    for (int step = (padded.length + 1) >>> 1; step > 0; step >>>= 1) {
      bin += x >= padded[bin + step - 1] ? step : 0;
    }
    return !Float.isNaN(x) ? bin : missing;
  }

  private static int categorical(int limit, float x) {
    if (x >= 0 && x < limit) {
      return (int) x;
    }
    return !Float.isNaN(x) ? limit : limit + 1;
  }

  /**
   * A value of a bin: whatever the trees do with it they do with every value of the bin.
   *
   * @param feature column of the bin
   * @param bin from 0 to {@link #missing}
   */
  public float representative(int feature, int bin) {
    Objects.checkIndex(bin, bins(feature));
    if (bin == missing(feature)) {
      return Float.NaN;
    }
    if (categories[feature] == NUMERIC) {
      return bin == 0 ? Float.NEGATIVE_INFINITY : thresholds[feature][bin - 1];
    }
    return bin == categories[feature] ? -1f : bin;
  }

  /**
   * Bins one row.
   *
   * @param rows values, NaN = missing
   * @param offset where the row starts
   * @param into receives one bin per feature
   */
  public void row(float[] rows, int offset, int[] into) {
    for (int feature = 0; feature < counts.length; feature++) {
      into[feature] = bin(feature, rows[offset + feature]);
    }
  }

  /**
   * Bins a block of rows, column by column.
   *
   * @param rows values row by row, NaN = missing
   * @param offset where the first row starts
   * @param count number of rows, at most {@link #BLOCK}
   * @param into receives {@code into[feature][row]}
   */
  public void block(float[] rows, int offset, int count, int[][] into) {
    int stride = counts.length;
    for (int feature = 0; feature < stride; feature++) {
      int at = offset + feature;
      int[] column = into[feature];
      if (categories[feature] == NUMERIC) {
        float[] padded = thresholds[feature];
        int missing = counts[feature] + 1;
        for (int row = 0; row < count; row++) {
          column[row] = numeric(padded, missing, rows[at + row * stride]);
        }
      } else {
        int limit = categories[feature];
        for (int row = 0; row < count; row++) {
          column[row] = categorical(limit, rows[at + row * stride]);
        }
      }
    }
  }

  /** Room for the bins of a block: {@code [feature][row]}. */
  public int[][] room() {
    return new int[counts.length][BLOCK];
  }
}
