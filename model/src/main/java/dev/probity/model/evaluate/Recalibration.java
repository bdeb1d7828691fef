// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.evaluate;

import dev.probity.model.Calibrator;
import dev.probity.model.SplitMix64;
import dev.probity.model.eval.IsotonicFit;
import dev.probity.model.eval.ScoredRows;
import dev.probity.model.monitor.CalibrationCurve;
import dev.probity.model.monitor.MonitorMode;
import dev.probity.model.monitor.ScoreBins;
import dev.probity.model.monitor.ScoreHistogram;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How else the reference could have calibrated the scores, from counts per score bin: by another
 * draw of its rows, or had a feature been distributed as in a window. Sampling error alone leaves
 * both out, and its bands cover 40 of the golden set's 50 figures where these cover all.
 */
final class Recalibration {
  private static final int DRAWS = 50;
  private static final int MOST_CELLS = 64;

  private final double[] scores;
  private final List<JointCounts> features = new ArrayList<>();
  private final List<int[]> cellOfCategory = new ArrayList<>();
  private final List<CalibrationCurve> drawn = new ArrayList<>();
  private final CalibrationCurve plain;

  /**
   * Counts and draws.
   *
   * @param rows the reference; those without score, decision or truth are left out
   * @param numbers its continuous features
   * @param bins of the scores
   * @param seed of the draws
   */
  Recalibration(ReferenceRows rows, List<NumberBaseline> numbers, ScoreBins bins, long seed) {
    double[] probabilities = rows.probabilities();
    double[] decisions = rows.decisions();
    double[] labels = rows.labels();
    int[] bin = new int[probabilities.length];
    double[] sums = new double[bins.count()];
    double[] positives = new double[bins.count()];
    double[] negatives = new double[bins.count()];
    for (int i = 0; i < bin.length; i++) {
      boolean known = !Double.isNaN(probabilities[i] + decisions[i] + labels[i]);
      bin[i] = known ? bins.indexOf(probabilities[i]) : -1;
      if (known) {
        sums[bin[i]] += probabilities[i];
        (labels[i] == 1 ? positives : negatives)[bin[i]]++;
      }
    }
    scores = new double[bins.count()];
    for (int i = 0; i < scores.length; i++) {
      double count = positives[i] + negatives[i];
      scores[i] = count == 0 ? 0 : Math.min(1, sums[i] / count);
    }
    plain = curve(positives, negatives);
    draw(positives, negatives, new SplitMix64(seed));
    for (int i = 0; i < numbers.size(); i++) {
      NumberBaseline number = numbers.get(i);
      features.add(
          joint(rows.numbers(i), number.cells() + 1, number::cell, bin, labels, bins.count()));
    }
    for (int i = 0; i < rows.config().columns().categorical().size(); i++) {
      int[] cells = cells(rows.codes(i), rows.categories(i).size());
      cellOfCategory.add(cells);
      int missing = Arrays.stream(cells).max().orElse(0) + 1;
      features.add(
          joint(
              rows.codes(i),
              missing + 1,
              code -> Double.isNaN(code) ? missing : cells[(int) code],
              bin,
              labels,
              bins.count()));
    }
  }

  private interface CellOf {
    int cell(double value);
  }

  private static JointCounts joint(
      double[] values, int cells, CellOf cellOf, int[] bin, double[] labels, int bins) {
    JointCounts joint = new JointCounts(cells, bins);
    for (int i = 0; i < values.length; i++) {
      if (bin[i] >= 0) {
        joint.add(cellOf.cell(values[i]), bin[i], labels[i] == 1);
      }
    }
    return joint;
  }

  /** The largest categories have a cell each, all others share one. */
  private static int[] cells(double[] codes, int categories) {
    long[] counts = new long[categories];
    for (double code : codes) {
      if (!Double.isNaN(code)) {
        counts[(int) code]++;
      }
    }
    long[] sorted = counts.clone();
    Arrays.sort(sorted);
    long least = categories <= MOST_CELLS ? 0 : sorted[categories - MOST_CELLS];
    int[] cells = new int[categories];
    int next = 0;
    for (int category = 0; category < categories; category++) {
      cells[category] = counts[category] >= least && next < MOST_CELLS ? next++ : MOST_CELLS;
    }
    return cells;
  }

  private void draw(double[] positives, double[] negatives, SplitMix64 random) {
    int rows = (int) (Arrays.stream(positives).sum() + Arrays.stream(negatives).sum());
    int[] cellOfRow = new int[rows];
    int filled = 0;
    for (int bin = 0; bin < positives.length; bin++) {
      Arrays.fill(cellOfRow, filled, filled + (int) positives[bin], 2 * bin + 1);
      filled += (int) positives[bin];
      Arrays.fill(cellOfRow, filled, filled + (int) negatives[bin], 2 * bin);
      filled += (int) negatives[bin];
    }
    for (int draw = 0; draw < DRAWS; draw++) {
      double[] hits = new double[positives.length];
      double[] misses = new double[positives.length];
      for (int i = 0; i < rows; i++) {
        int cell = cellOfRow[random.below(rows)];
        ((cell & 1) == 1 ? hits : misses)[cell >> 1]++;
      }
      drawn.add(curve(hits, misses));
    }
  }

  /** Isotonic regression on the bins' mean scores. */
  private CalibrationCurve curve(double[] positives, double[] negatives) {
    int bins = scores.length;
    double[] both = Arrays.copyOf(scores, 2 * bins);
    System.arraycopy(scores, 0, both, bins, bins);
    boolean[] labels = new boolean[2 * bins];
    Arrays.fill(labels, 0, bins, true);
    double[] weights = Arrays.copyOf(positives, 2 * bins);
    System.arraycopy(negatives, 0, weights, bins, bins);
    Calibrator.Isotonic fitted =
        IsotonicFit.fit(Calibrator.Input.SCORE, ScoredRows.of(both, labels, weights), 0, 1);
    return CalibrationCurve.ofKnots(rising(fitted.x()), within(fitted.y()));
  }

  private static List<Double> rising(double[] values) {
    return Arrays.stream(values).boxed().toList();
  }

  private static List<Double> within(double[] values) {
    return Arrays.stream(values).map(value -> Math.max(0, Math.min(1, value))).boxed().toList();
  }

  /**
   * What a figure's estimate owes to the calibration.
   *
   * @param sampling its deviation over the drawn curves
   * @param shift its largest change when the curve is refitted under a feature's weights
   */
  record Terms(double sampling, double shift) {
    static final Terms NONE = new Terms(Double.NaN, Double.NaN);
  }

  /** The curves of a window, fitted once for all figures. */
  List<CalibrationCurve> reweighted(ChunkFold fold) {
    List<CalibrationCurve> curves = new ArrayList<>();
    for (int i = 0; i < features.size(); i++) {
      JointCounts joint = features.get(i);
      double[] weights = joint.weights(window(fold, i));
      double[] positives = joint.positives(weights);
      double[] negatives = joint.negatives(weights);
      double mass = Arrays.stream(positives).sum() + Arrays.stream(negatives).sum();
      if (mass > 0) {
        curves.add(curve(positives, negatives));
      }
    }
    return curves;
  }

  private long[] window(ChunkFold fold, int feature) {
    int numbers = features.size() - cellOfCategory.size();
    if (feature < numbers) {
      return fold.cells(feature);
    }
    int[] cells = cellOfCategory.get(feature - numbers);
    int missing = Arrays.stream(cells).max().orElse(0) + 1;
    long[] window = new long[missing + 1];
    for (int category = 0; category < cells.length; category++) {
      window[cells[category]] += fold.category(feature - numbers).count(category);
    }
    window[missing] = fold.category(feature - numbers).missing();
    return window;
  }

  Terms terms(Figure figure, ScoreHistogram rows, List<CalibrationCurve> reweighted) {
    MonitorMode mode = MonitorMode.PROBITY;
    Moments moments = new Moments(0);
    for (CalibrationCurve curve : drawn) {
      double value = figure.estimated(rows, curve, mode);
      if (Double.isFinite(value)) {
        moments.add(value);
      }
    }
    double usual = figure.estimated(rows, plain, mode);
    double shift = 0;
    for (CalibrationCurve curve : reweighted) {
      double change = Math.abs(figure.estimated(rows, curve, mode) - usual);
      shift = change > shift ? change : shift;
    }
    return new Terms(moments.deviation(), shift);
  }
}
