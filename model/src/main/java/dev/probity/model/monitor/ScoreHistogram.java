// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.monitor;

import java.util.ArrayList;
import java.util.List;

/**
 * The core state of a window: per score bin and decision the number of rows, the sum of their
 * scores, and how many are labelled and labelled positive. Expected and realized cells, ROC AUC and
 * any recalibration after the fact follow from it; merging adds, so order never matters.
 */
public final class ScoreHistogram {
  private static final int SPARSE_WIDTH = 5;

  private final ScoreBins bins;
  private final long[] rows;
  private final long[] scoreSums;
  private final long[] labelled;
  private final long[] positives;
  private long total;
  private long totalLabelled;

  /**
   * An empty histogram.
   *
   * @param bins the partition of the scores
   */
  public ScoreHistogram(ScoreBins bins) {
    this.bins = bins;
    this.rows = new long[2 * bins.count()];
    this.scoreSums = new long[2 * bins.count()];
    this.labelled = new long[2 * bins.count()];
    this.positives = new long[2 * bins.count()];
  }

  /** The partition of the scores. */
  public ScoreBins bins() {
    return bins;
  }

  /**
   * Counts one decided row.
   *
   * @param score in [0, 1]
   * @param positive the decision as recorded, never recomputed from the score
   */
  public void add(double score, boolean positive) {
    int cell = cell(score, positive);
    rows[cell]++;
    scoreSums[cell] = Math.addExact(scoreSums[cell], FixedPoint.of(score));
    total++;
  }

  /**
   * Counts the truth of a row that was added before.
   *
   * @param score the row's score
   * @param positive the row's decision
   * @param label the truth
   * @throws IllegalStateException when more rows of a bin would be labelled than were added
   */
  public void label(double score, boolean positive, boolean label) {
    int cell = cell(score, positive);
    if (labelled[cell] == rows[cell]) {
      throw new IllegalStateException(
          "score bin %d has no unlabelled row left. Maybe a label was counted twice"
              .formatted(cell >> 1));
    }
    labelled[cell]++;
    totalLabelled++;
    positives[cell] += label ? 1 : 0;
  }

  /**
   * Replaces the truth of a row that was labelled before.
   *
   * @param score the row's score
   * @param positive the row's decision
   * @param label the truth that holds now, the opposite of the one counted
   * @throws IllegalStateException when no row of the bin carries the opposite label
   */
  public void relabel(double score, boolean positive, boolean label) {
    int cell = cell(score, positive);
    long opposite = label ? labelled[cell] - positives[cell] : positives[cell];
    if (opposite == 0) {
      throw new IllegalStateException(
          "score bin %d has no row with the opposite label".formatted(cell >> 1));
    }
    positives[cell] += label ? 1 : -1;
  }

  /**
   * Adds another histogram over the same bins.
   *
   * @param other the histogram to add; unchanged
   * @throws IllegalArgumentException when the bins differ
   */
  public void merge(ScoreHistogram other) {
    if (!bins.equals(other.bins)) {
      throw new IllegalArgumentException(
          "histograms over different bins cannot be added. Maybe they belong to two releases");
    }
    for (int cell = 0; cell < rows.length; cell++) {
      rows[cell] = Math.addExact(rows[cell], other.rows[cell]);
      scoreSums[cell] = Math.addExact(scoreSums[cell], other.scoreSums[cell]);
      labelled[cell] = Math.addExact(labelled[cell], other.labelled[cell]);
      positives[cell] = Math.addExact(positives[cell], other.positives[cell]);
    }
    total += other.total;
    totalLabelled += other.totalLabelled;
  }

  /** The cells that hold anything, as numbers: cell, rows, score sum, labelled, positives. */
  public long[] toSparse() {
    int used = 0;
    for (long count : rows) {
      used += count > 0 ? 1 : 0;
    }
    long[] sparse = new long[used * SPARSE_WIDTH];
    int at = 0;
    for (int cell = 0; cell < rows.length; cell++) {
      if (rows[cell] > 0) {
        sparse[at++] = cell;
        sparse[at++] = rows[cell];
        sparse[at++] = scoreSums[cell];
        sparse[at++] = labelled[cell];
        sparse[at++] = positives[cell];
      }
    }
    return sparse;
  }

  /**
   * The histogram {@link #toSparse} was taken from.
   *
   * @param bins the same bins
   * @param sparse the numbers
   * @return an equal histogram
   * @throws IllegalArgumentException when the numbers cannot come from a histogram over these bins
   */
  public static ScoreHistogram ofSparse(ScoreBins bins, long[] sparse) {
    ScoreHistogram histogram = new ScoreHistogram(bins);
    int previous = -1;
    for (int at = 0; at < sparse.length; at += SPARSE_WIDTH) {
      boolean possible =
          sparse.length - at >= SPARSE_WIDTH
              && sparse[at] > previous
              && sparse[at] < histogram.rows.length
              && sparse[at + 1] > 0
              && sparse[at + 2] >= 0
              && sparse[at + 3] >= 0
              && sparse[at + 3] <= sparse[at + 1]
              && sparse[at + 4] >= 0
              && sparse[at + 4] <= sparse[at + 3];
      if (!possible) {
        throw new IllegalArgumentException(
            "score cells must ascend and hold possible counts; number %d does not".formatted(at));
      }
      int cell = (int) sparse[at];
      histogram.rows[cell] = sparse[at + 1];
      histogram.scoreSums[cell] = sparse[at + 2];
      histogram.labelled[cell] = sparse[at + 3];
      histogram.positives[cell] = sparse[at + 4];
      histogram.total += sparse[at + 1];
      histogram.totalLabelled += sparse[at + 3];
      previous = cell;
    }
    return histogram;
  }

  void write(FoldOutput out) {
    int previous = 0;
    for (int cell = 0; cell < rows.length; cell++) {
      if (rows[cell] > 0) {
        out.whole(rows[cell]).whole(cell - previous).whole(scoreSums[cell]);
        out.whole(labelled[cell]).whole(positives[cell]);
        previous = cell;
      }
    }
    out.whole(0);
  }

  /** Adds a histogram over the same bins that {@link #write} wrote. */
  void add(FoldInput in) {
    int cell = 0;
    for (long count = in.count(); count > 0; count = in.count()) {
      cell += in.index(rows.length - cell);
      rows[cell] = Math.addExact(rows[cell], count);
      scoreSums[cell] = Math.addExact(scoreSums[cell], in.count());
      long known = in.count();
      labelled[cell] = Math.addExact(labelled[cell], known);
      positives[cell] = Math.addExact(positives[cell], in.count());
      total += count;
      totalLabelled += known;
    }
  }

  /** All rows. */
  public long total() {
    return total;
  }

  /** Rows whose truth is known. */
  public long totalLabelled() {
    return totalLabelled;
  }

  /** Rows in one bin under one decision. */
  long rows(int bin, boolean positive) {
    return rows[cell(bin, positive)];
  }

  /** Score sum of one bin under one decision, in units of 2^-40. */
  long scoreSumUnits(int bin, boolean positive) {
    return scoreSums[cell(bin, positive)];
  }

  /** Labelled rows in one bin under one decision. */
  long labelled(int bin, boolean positive) {
    return labelled[cell(bin, positive)];
  }

  /** Labelled positives in one bin under one decision. */
  long positives(int bin, boolean positive) {
    return positives[cell(bin, positive)];
  }

  /**
   * The rows of one bin under one decision.
   *
   * @param least the least calibrated probability among them, at least
   * @param most the largest, at most
   * @param positive the decision
   * @param rows how many
   * @param labelled of how many the truth is known
   * @param positives how many of those are positive
   */
  public record Cell(
      double least, double most, boolean positive, long rows, long labelled, long positives) {}

  /**
   * The cells that hold anything.
   *
   * @param curve maps scores to probabilities
   */
  public List<Cell> cells(CalibrationCurve curve) {
    List<Cell> all = new ArrayList<>();
    for (int cell = 0; cell < rows.length; cell++) {
      if (rows[cell] > 0) {
        all.add(
            new Cell(
                curve.apply(bins.edge(cell >> 1)),
                curve.apply(bins.edge((cell >> 1) + 1)),
                (cell & 1) == 1,
                rows[cell],
                labelled[cell],
                positives[cell]));
      }
    }
    return all;
  }

  /** Sum of calibrated probabilities in one bin under one decision. */
  double probabilitySum(int bin, boolean positive, CalibrationCurve curve) {
    int cell = cell(bin, positive);
    if (rows[cell] == 0) {
      return 0;
    }
    double mean = Math.min(1, FixedPoint.toDouble(scoreSums[cell]) / rows[cell]);
    return rows[cell] * curve.apply(mean);
  }

  /**
   * The expected confusion counts (confidence-based performance estimation, NannyML): TP = Σp over
   * rows decided positive, FP = Σ(1−p) over them, FN = Σp over the others, TN = Σ(1−p).
   *
   * <p>Worked by hand: scores .9 and .2 under the identity, decided 1 and 0: TP .9, FP .1, FN .2,
   * TN .8.
   *
   * @param curve maps scores to probabilities; its knots must refine the bins for exact sums
   * @return expected counts that add up to {@link #total()}
   */
  public DecisionCells expected(CalibrationCurve curve) {
    double truePositives = 0;
    double falseNegatives = 0;
    long selected = 0;
    for (int bin = 0; bin < bins.count(); bin++) {
      truePositives += probabilitySum(bin, true, curve);
      falseNegatives += probabilitySum(bin, false, curve);
      selected += rows[cell(bin, true)];
    }
    return new DecisionCells(
        truePositives,
        Math.max(0, selected - truePositives),
        falseNegatives,
        Math.max(0, total - selected - falseNegatives));
  }

  /** Positives of one bin under one decision: counted where labelled, expected elsewhere. */
  double jointPositives(int bin, boolean positive, CalibrationCurve curve) {
    int cell = cell(bin, positive);
    if (rows[cell] == labelled[cell]) {
      return positives[cell];
    }
    double open = (double) (rows[cell] - labelled[cell]) / rows[cell];
    return positives[cell] + open * probabilitySum(bin, positive, curve);
  }

  /**
   * The confusion counts with the truth in place of the probability where it is known. Unlabelled
   * rows of a bin are taken at the bin's mean score.
   *
   * <p>Worked by hand: .9 and .9 decided 1, one of them labelled negative: TP .9, FP 1.1.
   *
   * @param curve maps scores to probabilities
   * @return counts that add up to {@link #total()}: {@link #expected} without labels, {@link
   *     #realized} when all are labelled
   */
  public DecisionCells joint(CalibrationCurve curve) {
    double truePositives = 0;
    double falseNegatives = 0;
    long selected = 0;
    for (int bin = 0; bin < bins.count(); bin++) {
      truePositives += jointPositives(bin, true, curve);
      falseNegatives += jointPositives(bin, false, curve);
      selected += rows[cell(bin, true)];
    }
    return new DecisionCells(
        truePositives,
        Math.max(0, selected - truePositives),
        falseNegatives,
        Math.max(0, total - selected - falseNegatives));
  }

  /** The confusion counts of the labelled rows. */
  public DecisionCells realized() {
    long truePositives = 0;
    long falsePositives = 0;
    long falseNegatives = 0;
    for (int bin = 0; bin < bins.count(); bin++) {
      int selected = cell(bin, true);
      truePositives += positives[selected];
      falsePositives += labelled[selected] - positives[selected];
      falseNegatives += positives[cell(bin, false)];
    }
    return new DecisionCells(
        truePositives,
        falsePositives,
        falseNegatives,
        totalLabelled - truePositives - falsePositives - falseNegatives);
  }

  private int cell(double score, boolean positive) {
    return cell(bins.indexOf(score), positive);
  }

  private static int cell(int bin, boolean positive) {
    return 2 * bin + (positive ? 1 : 0);
  }
}
