// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.monitor;

/**
 * What the rows of one segment add up to: decisions, expected and counted truth. Ten whole numbers,
 * so that merging in any order gives the same bits and a window's size is known beforehand.
 */
public final class SegmentCells {
  private long n;
  private long selected;
  private long positiveMass;
  private long selectedMass;
  private long spread;
  private long selectedSpread;
  private long labelled;
  private long truePositives;
  private long falsePositives;
  private long falseNegatives;

  SegmentCells() {}

  /** Counts a row: its probability and p(1−p), both in units of 2^-40. */
  void add(long probability, long variance, boolean positive) {
    n++;
    positiveMass = Math.addExact(positiveMass, probability);
    spread = Math.addExact(spread, variance);
    if (positive) {
      selected++;
      selectedMass = Math.addExact(selectedMass, probability);
      selectedSpread = Math.addExact(selectedSpread, variance);
    }
  }

  /** Counts, or with −1 takes back, the truth of a row that was added before. */
  void label(boolean positive, boolean label, int times) {
    labelled += times;
    if (positive && label) {
      truePositives += times;
    } else if (positive) {
      falsePositives += times;
    } else if (label) {
      falseNegatives += times;
    }
  }

  void merge(SegmentCells other) {
    n += other.n;
    selected += other.selected;
    positiveMass = Math.addExact(positiveMass, other.positiveMass);
    selectedMass = Math.addExact(selectedMass, other.selectedMass);
    spread = Math.addExact(spread, other.spread);
    selectedSpread = Math.addExact(selectedSpread, other.selectedSpread);
    labelled += other.labelled;
    truePositives += other.truePositives;
    falsePositives += other.falsePositives;
    falseNegatives += other.falseNegatives;
  }

  void write(FoldOutput out) {
    out.whole(selected).whole(positiveMass).whole(selectedMass);
    out.whole(spread).whole(selectedSpread);
    out.whole(labelled).whole(truePositives).whole(falsePositives).whole(falseNegatives);
  }

  /** Adds so many rows whose other sums {@link #write} wrote. */
  void add(long rows, FoldInput in) {
    n += rows;
    selected += in.count();
    positiveMass = Math.addExact(positiveMass, in.count());
    selectedMass = Math.addExact(selectedMass, in.count());
    spread = Math.addExact(spread, in.count());
    selectedSpread = Math.addExact(selectedSpread, in.count());
    labelled += in.count();
    truePositives += in.count();
    falsePositives += in.count();
    falseNegatives += in.count();
  }

  /** Rows of the segment. */
  public long n() {
    return n;
  }

  /** Rows whose truth is known. */
  public long labelled() {
    return labelled;
  }

  /** Labelled rows that were decided wrongly. */
  public long wrong() {
    return falsePositives + falseNegatives;
  }

  /** Rows and how many of them were decided positive. */
  public GroupCounts counts() {
    return new GroupCounts(n, selected);
  }

  /**
   * The confusion counts the calibrated probabilities lead to expect, as {@link
   * ScoreHistogram#expected}.
   */
  public DecisionCells expected() {
    double hits = FixedPoint.toDouble(selectedMass);
    double misses = FixedPoint.toDouble(positiveMass - selectedMass);
    return new DecisionCells(
        hits, Math.max(0, selected - hits), misses, Math.max(0, n - selected - misses));
  }

  /** The confusion counts of the labelled rows. */
  public DecisionCells realized() {
    return new DecisionCells(
        truePositives,
        falsePositives,
        falseNegatives,
        labelled - truePositives - falsePositives - falseNegatives);
  }

  /**
   * How far an expected rate r = Σ w h / Σ w may be from the true one because the labels are not
   * known: Σ p(1−p)(h − r)² / (Σ w)², with w = p for the true positive rate and 1 − p for the false
   * positive rate.
   *
   * <p>Worked by hand: p = .5 twice, decided 1 and 0: r = .5, weight 1, variance 2 · .25 · .25 =
   * .125.
   *
   * @param rate the rate r
   * @param weight Σ w
   * @return a variance, NaN for a weight of 0
   */
  double variance(double rate, double weight) {
    double all = FixedPoint.toDouble(spread);
    double chosen = FixedPoint.toDouble(selectedSpread);
    return ((1 - 2 * rate) * chosen + rate * rate * all) / (weight * weight);
  }
}
