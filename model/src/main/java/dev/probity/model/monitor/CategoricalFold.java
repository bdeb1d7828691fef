// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.monitor;

import java.util.Arrays;
import java.util.TreeMap;

/** A categorical column of a window: a count per known category and per unseen one, bounded. */
public final class CategoricalFold implements ColumnFold {
  private static final int MAX_UNSEEN = 1_000;

  private final CategoricalReference reference;
  private final long[] counts;
  private final TreeMap<String, Long> unseen = new TreeMap<>();
  private long overflow;
  private long n;
  private long missing;

  CategoricalFold(CategoricalReference reference) {
    this.reference = reference;
    this.counts = new long[reference.categories().size()];
  }

  @Override
  public CategoricalReference reference() {
    return reference;
  }

  @Override
  public void add(double value) {
    if (Double.isNaN(value)) {
      missing++;
    } else if (value == UNSEEN) {
      addUnseen("");
    } else {
      counts[CategoricalReference.index(reference.name(), value, counts.length)]++;
      n++;
    }
  }

  /**
   * Counts a category the reference does not have.
   *
   * @param category its text
   */
  public void addUnseen(String category) {
    addUnseen(category, 1);
    n++;
  }

  /** Keeps the thousand smallest names, whatever the order they come in; the rest share a cell. */
  private void addUnseen(String category, long times) {
    unseen.merge(category, times, Math::addExact);
    if (unseen.size() > MAX_UNSEEN) {
      overflow = Math.addExact(overflow, unseen.pollLastEntry().getValue());
    }
  }

  @Override
  public long n() {
    return n;
  }

  @Override
  public long missing() {
    return missing;
  }

  /**
   * Rows of one category of the reference.
   *
   * @param category its index
   */
  public long count(int category) {
    return counts[category];
  }

  /** Rows of categories the reference does not have. */
  public long unseen() {
    return overflow + unseen.values().stream().mapToLong(Long::longValue).sum();
  }

  @Override
  public void merge(ColumnFold other) {
    if (!(other instanceof CategoricalFold fold)
        || !reference.categories().equals(fold.reference.categories())) {
      throw new IllegalArgumentException(
          "column %s: only windows over the same categories can be added"
              .formatted(reference.name()));
    }
    for (int i = 0; i < counts.length; i++) {
      counts[i] = Math.addExact(counts[i], fold.counts[i]);
    }
    fold.unseen.forEach(this::addUnseen);
    overflow = Math.addExact(overflow, fold.overflow);
    n += fold.n;
    missing += fold.missing;
  }

  void write(FoldOutput out) {
    out.whole(n).whole(missing).whole(overflow);
    for (long count : counts) {
      out.whole(count);
    }
    unseen.forEach((category, times) -> out.whole(times).text(category));
    out.whole(0);
  }

  /** Adds a window that {@link #write} wrote. */
  void add(FoldInput in) {
    n += in.count();
    missing += in.count();
    overflow = Math.addExact(overflow, in.count());
    for (int i = 0; i < counts.length; i++) {
      counts[i] = Math.addExact(counts[i], in.count());
    }
    for (long times = in.count(); times > 0; times = in.count()) {
      addUnseen(in.text(), times);
    }
  }

  /**
   * The distance to the reference.
   *
   * <p>Jensen–Shannon and Hellinger pool unseen categories into one cell; L-infinity and chi2 keep
   * each on its own. Chi2 compares counts, so it grows with the reference's size. Worked by hand:
   * reference a:3 b:1, window a:1 b:1: L-infinity |.75 − .5| = .25.
   */
  @Override
  public double distance(DriftMethod method, MonitorMode mode) {
    if (n == 0) {
      return Double.NaN;
    }
    return switch (method) {
      case JENSEN_SHANNON ->
          Divergence.jensenShannon(shares(pooled(true), reference.n()), shares(pooled(false), n));
      case HELLINGER ->
          Divergence.hellinger(shares(pooled(true), reference.n()), shares(pooled(false), n));
      case L_INFINITY ->
          Divergence.largestGap(shares(single(true), reference.n()), shares(single(false), n));
      case CHI2 -> chiSquare().statistic();
      case KOLMOGOROV_SMIRNOV, WASSERSTEIN ->
          throw new IllegalArgumentException(
              "%s is for numeric columns; %s is categorical"
                  .formatted(method.wireName(), reference.name()));
    };
  }

  /** Pearson's test of the window's counts against the reference's. */
  public ChiSquare chiSquare() {
    return ChiSquare.of(single(true), single(false));
  }

  /** The likelihood ratio test on the same counts. */
  public ChiSquare likelihoodRatio() {
    return ChiSquare.likelihoodRatio(single(true), single(false));
  }

  /** The population stability index of the shares, unseen categories pooled into one cell. */
  public double stability() {
    return n == 0
        ? Double.NaN
        : Divergence.stability(shares(pooled(true), reference.n()), shares(pooled(false), n));
  }

  private long[] pooled(boolean ofReference) {
    long[] cells = known(ofReference, counts.length + 1);
    cells[counts.length] = ofReference ? 0 : unseen();
    return cells;
  }

  private long[] single(boolean ofReference) {
    long[] cells = known(ofReference, counts.length + unseen.size() + 1);
    int cell = counts.length;
    for (long count : unseen.values()) {
      cells[cell++] = ofReference ? 0 : count;
    }
    cells[cell] = ofReference ? 0 : overflow;
    return cells;
  }

  private long[] known(boolean ofReference, int size) {
    long[] cells = Arrays.copyOf(counts, size);
    for (int i = 0; ofReference && i < counts.length; i++) {
      cells[i] = reference.count(i);
    }
    return cells;
  }

  private static double[] shares(long[] cells, long total) {
    return Arrays.stream(cells).mapToDouble(count -> (double) count / total).toArray();
  }
}
