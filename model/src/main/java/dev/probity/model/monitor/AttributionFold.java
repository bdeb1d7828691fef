// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.monitor;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A window's explanations: per feature how much it moved the score, in which direction, and how its
 * contributions are distributed. One pass, a size that does not grow, and merging in any order
 * gives the same bits.
 */
public final class AttributionFold {
  /** What lies farther out in log-odds counts as this far, so that no value stops a sum. */
  private static final double FARTHEST = 0x1p10;

  /** The form of the bytes. */
  private static final int FORM = 1;

  private final AttributionReference reference;
  private final long[] up;
  private final long[] down;
  private final int[][] cells;
  private long n;

  /**
   * An empty window.
   *
   * @param reference what it will be compared with
   */
  public AttributionFold(AttributionReference reference) {
    int features = reference.features().size();
    this.reference = reference;
    this.up = new long[features];
    this.down = new long[features];
    this.cells = new int[features][AttributionReference.CELLS];
  }

  /**
   * Counts an explanation.
   *
   * @param contributions in log-odds, in the model's order, all finite
   * @throws IllegalArgumentException when there are more or fewer, or one is not finite
   */
  public void add(double[] contributions) {
    boolean fits = contributions.length == up.length;
    for (int i = 0; i < contributions.length && fits; i++) {
      fits = Double.isFinite(contributions[i]);
    }
    if (!fits) {
      throw new IllegalArgumentException(
          "an explanation needs %d finite contributions; found %d. Maybe it is another release's"
              .formatted(up.length, contributions.length));
    }
    n++;
    for (int i = 0; i < up.length; i++) {
      double contribution = contributions[i];
      cells[i][reference.cell(i, contribution)]++;
      long units = FixedPoint.of(Math.min(FARTHEST, Math.abs(contribution)));
      if (contribution > 0) {
        up[i] = plus(up[i], units);
      } else {
        down[i] = plus(down[i], units);
      }
    }
  }

  /** Stops at the largest sum, in any order. */
  private static long plus(long sum, long units) {
    return sum > Long.MAX_VALUE - units ? Long.MAX_VALUE : sum + units;
  }

  /**
   * Adds another window over the same reference.
   *
   * @param other the window; unchanged
   */
  public void merge(AttributionFold other) {
    if (!reference.sameCells(other.reference)) {
      throw new IllegalArgumentException(
          "explanations over different cells cannot be added. Maybe they are of two releases");
    }
    n += other.n;
    for (int i = 0; i < up.length; i++) {
      up[i] = plus(up[i], other.up[i]);
      down[i] = plus(down[i], other.down[i]);
      for (int cell = 0; cell < AttributionReference.CELLS; cell++) {
        cells[i][cell] = Math.addExact(cells[i][cell], other.cells[i][cell]);
      }
    }
  }

  /** The window as bytes; equal windows have equal bytes, whatever the order they came in. */
  public byte[] toBytes() {
    FoldOutput out = new FoldOutput();
    out.whole(FORM).whole(up.length).whole(n);
    for (int i = 0; i < up.length; i++) {
      out.whole(up[i]).whole(down[i]);
      for (int count : cells[i]) {
        out.whole(count);
      }
    }
    return out.toBytes();
  }

  /**
   * Adds a window over the same reference as {@link #toBytes} wrote it.
   *
   * @param bytes the window
   * @throws IllegalStateException when they are of another form or broken
   */
  public void merge(byte[] bytes) {
    FoldInput in = new FoldInput(bytes);
    if (in.count() != FORM || in.count() != up.length) {
      throw new IllegalStateException(
          "stored explanations are of another form. Maybe they were written by another version");
    }
    n += in.count();
    for (int i = 0; i < up.length; i++) {
      up[i] = plus(up[i], in.count());
      down[i] = plus(down[i], in.count());
      for (int cell = 0; cell < AttributionReference.CELLS; cell++) {
        cells[i][cell] = Math.addExact(cells[i][cell], Math.toIntExact(in.count()));
      }
    }
    in.end();
  }

  /** What the window is compared with. */
  public AttributionReference reference() {
    return reference;
  }

  /** Explanations in the window. */
  public long n() {
    return n;
  }

  long count(int feature, int cell) {
    return cells[feature][cell];
  }

  private double size(int feature) {
    return FixedPoint.toDouble(up[feature]) + FixedPoint.toDouble(down[feature]);
  }

  /**
   * A feature's mean contribution, in log-odds. Worked by hand: contributions 1 and −3 have mean
   * −1.
   *
   * @param feature its index
   * @return the mean, NaN for an empty window
   */
  public double mean(int feature) {
    return (FixedPoint.toDouble(up[feature]) - FixedPoint.toDouble(down[feature])) / n;
  }

  /**
   * A feature's share of importance: mean |φ| over the sum of all features' mean |φ|. Worked by
   * hand: one explanation (1, −3) gives ¼ and ¾.
   *
   * @param feature its index
   * @return in [0, 1], NaN when nothing contributed
   */
  public double share(int feature) {
    double sum = 0;
    for (int i = 0; i < up.length; i++) {
      sum += size(i);
    }
    return size(feature) / sum;
  }

  /**
   * How differently a feature's contributions are distributed: {@link Divergence#jensenShannon}
   * over 32 cells cut at the reference's quantiles.
   *
   * @param feature its index
   * @return in [0, 1], NaN for an empty window
   */
  public double distance(int feature) {
    if (n == 0) {
      return Double.NaN;
    }
    double[] before = new double[AttributionReference.CELLS];
    double[] now = new double[AttributionReference.CELLS];
    for (int cell = 0; cell < now.length; cell++) {
      before[cell] = (double) reference.count(feature, cell) / reference.n();
      now[cell] = (double) cells[feature][cell] / n;
    }
    return Divergence.jensenShannon(before, now);
  }

  /**
   * How much importance changed hands: ½ Σ |I − I_ref|. Worked by hand: shares (¼, ¾) against (½,
   * ½) give ¼.
   *
   * @return in [0, 1], NaN when nothing contributed
   */
  public double totalVariation() {
    double sum = 0;
    for (int i = 0; i < up.length; i++) {
      sum += Math.abs(share(i) - reference.share(i));
    }
    return sum / 2;
  }

  /**
   * How well the order of importance is kept: NDCG with the reference's shares as relevance, Σ
   * I_ref(r) / log2(r + 1) over ranks r of the window, divided by the same in the reference's order
   * (Järvelin and Kekäläinen 2002). Worked by hand: reference shares ¾ and ¼ in reversed order give
   * (¼ + ¾ · .63093) / (¾ + ¼ · .63093) = .796708.
   *
   * @return in (0, 1], 1 when the order is the same; NaN when nothing contributed
   */
  public double rankAgreement() {
    if (Double.isNaN(share(0))) {
      return Double.NaN;
    }
    return gain(order(this::share)) / gain(order(reference::share));
  }

  /**
   * How many of the reference's most important features still are among the window's. Worked by
   * hand: the reference's first two A and B, the window's A and C: ½.
   *
   * @param most how many count as most important; no more than there are features
   * @return in [0, 1], NaN when nothing contributed
   */
  public double topOverlap(int most) {
    if (Double.isNaN(share(0))) {
      return Double.NaN;
    }
    int kept = Math.min(most, up.length);
    List<Integer> before = order(reference::share).subList(0, kept);
    long still = order(this::share).subList(0, kept).stream().filter(before::contains).count();
    return (double) still / kept;
  }

  /** A number per feature. */
  private interface ByFeature {
    double of(int feature);
  }

  private List<Integer> order(ByFeature shares) {
    return IntStream.range(0, up.length)
        .boxed()
        .sorted(Comparator.comparingDouble(feature -> -shares.of(feature)))
        .toList();
  }

  private double gain(List<Integer> order) {
    double sum = 0;
    for (int rank = 0; rank < order.size(); rank++) {
      sum += reference.share(order.get(rank)) * StrictMath.log(2) / StrictMath.log(rank + 2.0);
    }
    return sum;
  }
}
