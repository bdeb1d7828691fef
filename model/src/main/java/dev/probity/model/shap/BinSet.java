// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.shap;

import dev.probity.model.Binning;
import dev.probity.model.Tree;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A set of bins of one feature: those with which a row passes a test. Immutable. */
final class BinSet {
  private final long[] words;
  private final int size;

  /**
   * A set or its complement as a run of bins.
   *
   * @param low first bin of the run
   * @param high bin behind the run's last; the run is empty if both are equal
   * @param inverted whether the set is everything but the run
   */
  record Run(int low, int high, boolean inverted) {}

  private BinSet(long[] words, int size) {
    this.words = words;
    this.size = size;
  }

  /** The bins that go left at a split. */
  static BinSet left(Binning binning, Tree tree, int node) {
    int feature = tree.feature(node);
    int size = binning.bins(feature);
    long[] words = new long[(size + Long.SIZE - 1) / Long.SIZE];
    for (int bin = 0; bin < size; bin++) {
      if (tree.goesLeft(node, binning.representative(feature, bin))) {
        words[bin >>> 6] |= 1L << bin;
      }
    }
    return new BinSet(words, size);
  }

  /** Number of bins of the feature. */
  int size() {
    return size;
  }

  boolean contains(int bin) {
    return (words[bin >>> 6] >>> bin & 1L) != 0;
  }

  BinSet complement() {
    long[] other = new long[words.length];
    for (int w = 0; w < words.length; w++) {
      other[w] = ~words[w];
    }
    if ((size & 63) != 0) {
      other[words.length - 1] &= -1L >>> -size;
    }
    return new BinSet(other, size);
  }

  BinSet and(BinSet that) {
    long[] both = words.clone();
    for (int w = 0; w < both.length; w++) {
      both[w] &= that.words[w];
    }
    return new BinSet(both, size);
  }

  /**
   * The set as a run, starting at bin 0 where that is possible; null if neither the set nor its
   * complement is one.
   */
  @Nullable Run run() {
    Run run = runOf(this, false);
    Run other = runOf(complement(), true);
    if (run == null || (other != null && other.low == 0)) {
      return other;
    }
    return run;
  }

  private static @Nullable Run runOf(BinSet set, boolean inverted) {
    int low = 0;
    while (low < set.size && !set.contains(low)) {
      low++;
    }
    if (low == set.size) {
      return new Run(0, 0, inverted);
    }
    int high = low;
    while (high < set.size && set.contains(high)) {
      high++;
    }
    for (int bin = high; bin < set.size; bin++) {
      if (set.contains(bin)) {
        return null;
      }
    }
    return new Run(low, high, inverted);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof BinSet that && size == that.size && Arrays.equals(words, that.words);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(words);
  }
}
