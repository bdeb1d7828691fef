// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer;

import dev.probity.model.Calibrator;
import dev.probity.model.Ensemble;
import dev.probity.model.FeatureSpec;
import dev.probity.model.Scorer;
import dev.probity.model.eval.ScoredRows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/** Rows no tree was grown on, encoded and scored through the release's own trees. */
final class ScoredPart {
  private final FeatureSpec spec;
  private final Dataset dataset;
  private final int[] rows;
  private final float[] values;
  private final double[] margins;

  private ScoredPart(
      FeatureSpec spec, Dataset dataset, int[] rows, float[] values, double[] margins) {
    this.spec = spec;
    this.dataset = dataset;
    this.rows = rows;
    this.values = values;
    this.margins = margins;
  }

  static ScoredPart of(FeatureSpec spec, Ensemble ensemble, Dataset dataset, int[] rows) {
    float[] values = Encoder.values(spec, dataset, rows);
    double[] margins = new double[rows.length];
    Scorer scorer = new Scorer(ensemble);
    scorer.margins(values, rows.length, margins, scorer.workspace());
    return new ScoredPart(spec, dataset, rows, values, margins);
  }

  /** Those rows that belong to a part of the data. */
  ScoredPart of(Split part) {
    return where(i -> Split.of(dataset.hash(rows[i])) == part);
  }

  /** The inner part, of {@code parts}, that the i-th row's group falls into. */
  int inner(int i, int parts) {
    return Split.inner(dataset.hash(rows[i]), parts);
  }

  private ScoredPart where(IntPredicate kept) {
    int[] chosen = IntStream.range(0, rows.length).filter(kept).toArray();
    float[] chosenValues = new float[chosen.length * spec.size()];
    for (int i = 0; i < chosen.length; i++) {
      System.arraycopy(values, chosen[i] * spec.size(), chosenValues, i * spec.size(), spec.size());
    }
    return new ScoredPart(
        spec,
        dataset,
        IntStream.of(chosen).map(i -> rows[i]).toArray(),
        chosenValues,
        IntStream.of(chosen).mapToDouble(i -> margins[i]).toArray());
  }

  int size() {
    return rows.length;
  }

  /** Place of the i-th row in the data set. */
  int row(int i) {
    return rows[i];
  }

  double margin(int i) {
    return margins[i];
  }

  boolean label(int i) {
    return dataset.positive(rows[i]);
  }

  void copyVector(int i, float[] vector) {
    System.arraycopy(values, i * spec.size(), vector, 0, vector.length);
  }

  boolean[] labels() {
    boolean[] labels = new boolean[rows.length];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = label(i);
    }
    return labels;
  }

  /** Calibrated probabilities with labels. */
  ScoredRows calibrated(Calibrator calibrator) {
    return ScoredRows.of(Arrays.stream(margins).map(calibrator::calibrate).toArray(), labels());
  }

  /** Places of the rows of each group of a protected attribute; unknown values apart. */
  Map<String, List<Integer>> byGroup(Column column) {
    Map<String, List<Integer>> groups = new TreeMap<>();
    for (int i = 0; i < rows.length; i++) {
      String code = column.code(rows[i]);
      groups
          .computeIfAbsent(code == null ? Evaluation.UNKNOWN_GROUP : code, key -> new ArrayList<>())
          .add(i);
    }
    return groups;
  }
}
