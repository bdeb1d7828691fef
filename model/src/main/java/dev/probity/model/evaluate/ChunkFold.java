// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.evaluate;

import dev.probity.model.monitor.CalibrationCurve;
import dev.probity.model.monitor.CategoricalFold;
import dev.probity.model.monitor.CategoricalReference;
import dev.probity.model.monitor.NumericFold;
import dev.probity.model.monitor.Reconstruction;
import dev.probity.model.monitor.ScoreHistogram;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything a chunk knows. Rows come in one at a time; merging parts in any order gives the same
 * bits. Bounded memory, unless exact distances ask for the values themselves.
 */
final class ChunkFold {
  private final Baseline baseline;
  private final List<NumericFold> numbers = new ArrayList<>();
  private final List<CategoricalFold> categories = new ArrayList<>();
  private final List<Moments> moments = new ArrayList<>();
  private final List<@Nullable RawValues> raw = new ArrayList<>();
  private final long[] outside;
  private final long[][] cells;
  private final ScoreHistogram scores;
  private final Moments errors = new Moments(0);
  private final List<List<ScoreHistogram>> groups = new ArrayList<>();
  private final double[] vector;
  private long rows;
  private long withTarget;
  private @Nullable List<CalibrationCurve> reweighted;

  ChunkFold(Baseline baseline) {
    this.baseline = baseline;
    for (int i = 0; i < baseline.numbers().size(); i++) {
      NumberBaseline number = baseline.numbers().get(i);
      numbers.add(number.reference().newFold());
      moments.add(new Moments(number.reference().mean()));
      raw.add(baseline.exact(i) ? new RawValues() : null);
    }
    baseline.categories().forEach(category -> categories.add(category.newFold()));
    outside = new long[numbers.size()];
    cells =
        baseline.numbers().stream()
            .map(number -> new long[number.cells() + 1])
            .toArray(long[][]::new);
    scores = new ScoreHistogram(baseline.bins());
    for (AttributeBaseline attribute : baseline.attributes()) {
      groups.add(
          attribute.groups().stream().map(group -> new ScoreHistogram(attribute.bins())).toList());
    }
    vector = new double[numbers.size() + categories.size() - 2];
  }

  /** Adds a row. */
  void add(EvaluationRow row) {
    int features = numbers.size() - 1;
    int codes = categories.size() - 1;
    ReferenceRows.requireFits(row, features, codes, groups.size());
    rows++;
    reweighted = null;
    for (int i = 0; i < features; i++) {
      number(i, row.number(i));
      vector[i] = row.number(i);
    }
    for (int i = 0; i < codes; i++) {
      vector[features + i] = category(i, row.category(i));
    }
    Reconstruction reconstruction = baseline.reconstruction();
    if (reconstruction != null) {
      errors.add(reconstruction.error(vector));
    }
    number(features, row.probability());
    Boolean decision = row.decision();
    categories.get(codes).add(decision == null ? Double.NaN : decision ? 1 : 0);
    withTarget += row.label() == null ? 0 : 1;
    if (decision != null && !Double.isNaN(row.probability())) {
      decided(row, decision);
    }
  }

  private void number(int column, double value) {
    numbers.get(column).add(value);
    cells[column][baseline.numbers().get(column).cell(value)]++;
    if (!Double.isNaN(value)) {
      moments.get(column).add(value);
      outside[column] += baseline.numbers().get(column).outside(value) ? 1 : 0;
      RawValues values = raw.get(column);
      if (values != null) {
        values.add(value);
      }
    }
  }

  private double category(int column, @Nullable String text) {
    CategoricalFold fold = categories.get(column);
    if (text == null) {
      fold.add(Double.NaN);
      return Double.NaN;
    }
    int index = baseline.index(column, text);
    if (index < 0) {
      fold.addUnseen(text);
    } else {
      fold.add(index);
    }
    return index;
  }

  private void decided(EvaluationRow row, boolean decision) {
    count(scores, row, decision);
    for (int i = 0; i < groups.size(); i++) {
      int group = baseline.attributes().get(i).indexOf(row.group(i));
      count(groups.get(i).get(group), row, decision);
    }
  }

  private static void count(ScoreHistogram histogram, EvaluationRow row, boolean decision) {
    histogram.add(row.probability(), decision);
    Boolean label = row.label();
    if (label != null) {
      histogram.label(row.probability(), decision, label);
    }
  }

  /** Adds another part of the chunk, which stays as it is. */
  void merge(ChunkFold other) {
    reweighted = null;
    rows += other.rows;
    withTarget += other.withTarget;
    for (int i = 0; i < numbers.size(); i++) {
      numbers.get(i).merge(other.numbers.get(i));
      moments.get(i).merge(other.moments.get(i));
      outside[i] += other.outside[i];
      for (int cell = 0; cell < cells[i].length; cell++) {
        cells[i][cell] += other.cells[i][cell];
      }
      RawValues values = raw.get(i);
      RawValues more = other.raw.get(i);
      if (values != null && more != null) {
        values.merge(more);
      }
    }
    for (int i = 0; i < categories.size(); i++) {
      categories.get(i).merge(other.categories.get(i));
    }
    scores.merge(other.scores);
    errors.merge(other.errors);
    for (int i = 0; i < groups.size(); i++) {
      for (int group = 0; group < groups.get(i).size(); group++) {
        groups.get(i).get(group).merge(other.groups.get(i).get(group));
      }
    }
  }

  Baseline baseline() {
    return baseline;
  }

  /** All rows. */
  long rows() {
    return rows;
  }

  /** Rows whose truth is known. */
  long withTarget() {
    return withTarget;
  }

  /** The continuous features, then the score. */
  NumericFold number(int column) {
    return numbers.get(column);
  }

  /** The categorical features, then the decision. */
  CategoricalFold category(int column) {
    return categories.get(column);
  }

  Moments moments(int column) {
    return moments.get(column);
  }

  /** Rows of a column of numbers below or above everything in the reference. */
  long outside(int column) {
    return outside[column];
  }

  /** Rows of a column of numbers per cell between the reference's deciles, missing ones last. */
  long[] cells(int column) {
    return cells[column].clone();
  }

  /** Rows of a column that count as unseen: other categories, and missing if none ever was. */
  long unseen(int column) {
    CategoricalFold fold = categories.get(column);
    CategoricalReference reference = fold.reference();
    return fold.unseen() + (reference.missing() == 0 ? fold.missing() : 0);
  }

  /** The calibrations that this chunk's features suggest; fitted once. */
  List<CalibrationCurve> reweighted(Recalibration recalibration) {
    if (reweighted == null) {
      reweighted = recalibration.reweighted(this);
    }
    return reweighted;
  }

  @Nullable RawValues raw(int column) {
    return raw.get(column);
  }

  ScoreHistogram scores() {
    return scores;
  }

  /** Reconstruction errors. */
  Moments errors() {
    return errors;
  }

  ScoreHistogram group(int attribute, int group) {
    return groups.get(attribute).get(group);
  }
}
