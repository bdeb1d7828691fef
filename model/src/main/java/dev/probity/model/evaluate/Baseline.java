// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.evaluate;

import dev.probity.model.monitor.Calibration;
import dev.probity.model.monitor.CalibrationCurve;
import dev.probity.model.monitor.CategoricalReference;
import dev.probity.model.monitor.MonitorMode;
import dev.probity.model.monitor.Reconstruction;
import dev.probity.model.monitor.SamplingError;
import dev.probity.model.monitor.ScoreBins;
import dev.probity.model.monitor.ScoreHistogram;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Everything that is fitted on the reference and compared with. */
final class Baseline {
  private static final long SEED = 42;

  private final EvaluationConfig config;
  private final List<NumberBaseline> numbers = new ArrayList<>();
  private final List<CategoricalReference> categories = new ArrayList<>();
  private final List<Map<String, Integer>> indexes = new ArrayList<>();
  private final CalibrationCurve curve;
  private final ScoreBins bins;
  private final ReferencePerformance performance;
  private final @Nullable Reconstruction reconstruction;
  private final @Nullable Recalibration recalibration;
  private final List<AttributeBaseline> attributes = new ArrayList<>();

  private Baseline(ReferenceRows rows) {
    config = rows.config();
    EvaluationConfig.Columns columns = config.columns();
    List<double[]> values = new ArrayList<>();
    for (int i = 0; i < columns.continuous().size(); i++) {
      values.add(rows.numbers(i));
      numbers.add(NumberBaseline.of(columns.continuous().get(i), values.get(i)));
    }
    numbers.add(NumberBaseline.of(columns.probability(), rows.probabilities()));
    List<double[]> codes = new ArrayList<>();
    for (int i = 0; i < columns.categorical().size(); i++) {
      codes.add(rows.codes(i));
      category(columns.categorical().get(i), rows.categories(i), codes.get(i));
    }
    category(columns.prediction(), List.of("0", "1"), rows.decisions());
    int[] counts = IntStream.range(0, codes.size()).map(i -> rows.categories(i).size()).toArray();
    boolean features = values.size() + codes.size() > 0;
    reconstruction = features ? ReconstructionFit.fit(values, codes, counts) : null;
    Labelled labelled = Labelled.of(rows, null, 0);
    curve = labelled.calibration(config);
    bins = ScoreBins.refinedBy(curve);
    performance = labelled.performance(bins);
    recalibration =
        config.mode() == MonitorMode.PROBITY && config.calibrated()
            ? new Recalibration(rows, numbers.subList(0, values.size()), bins, SEED)
            : null;
    for (int i = 0; i < columns.privileged().size(); i++) {
      attributes.add(attribute(rows, i));
    }
  }

  /**
   * Fits.
   *
   * @throws IllegalArgumentException when a column has no value, or no row has score, decision and
   *     truth
   */
  static Baseline fit(ReferenceRows rows) {
    return new Baseline(rows);
  }

  private void category(String name, List<String> texts, double[] codes) {
    if (Arrays.stream(codes).allMatch(Double::isNaN)) {
      throw new IllegalArgumentException(
          "column %s has no value in the reference. Maybe it should not be monitored"
              .formatted(name));
    }
    categories.add(CategoricalReference.of(name, texts, codes));
    Map<String, Integer> index = new HashMap<>();
    for (String text : texts) {
      index.put(text, index.size());
    }
    indexes.add(index);
  }

  private AttributeBaseline attribute(ReferenceRows rows, int attribute) {
    String name = List.copyOf(config.columns().privileged().keySet()).get(attribute);
    double[] codes = rows.groupCodes(attribute);
    List<CalibrationCurve> curves = new ArrayList<>();
    for (int group = 0; group < rows.groups(attribute).size(); group++) {
      Labelled labelled = Labelled.of(rows, codes, group);
      curves.add(
          labelled.scores().length == 0 || !config.calibrated()
              ? curve
              : CalibrationCurve.fit(labelled.scores(), labelled.labels()));
    }
    return new AttributeBaseline(
        name,
        String.valueOf(config.columns().privileged().get(name)),
        rows.groups(attribute),
        curves,
        curve);
  }

  /** Rows whose score, decision and truth are known. */
  private static final class Labelled {
    private final double[] scores;
    private final boolean[] decisions;
    private final boolean[] labels;

    private Labelled(double[] scores, boolean[] decisions, boolean[] labels) {
      this.scores = scores;
      this.decisions = decisions;
      this.labels = labels;
    }

    /** All rows, or those of a group. */
    static Labelled of(ReferenceRows rows, double @Nullable [] groups, int group) {
      double[] scores = rows.probabilities();
      double[] decisions = rows.decisions();
      double[] labels = rows.labels();
      int[] known =
          IntStream.range(0, scores.length)
              .filter(i -> !Double.isNaN(scores[i] + decisions[i] + labels[i]))
              .filter(i -> groups == null || groups[i] == group)
              .toArray();
      double[] score = new double[known.length];
      boolean[] decision = new boolean[known.length];
      boolean[] label = new boolean[known.length];
      for (int i = 0; i < known.length; i++) {
        score[i] = scores[known[i]];
        decision[i] = decisions[known[i]] == 1;
        label[i] = labels[known[i]] == 1;
      }
      return new Labelled(score, decision, label);
    }

    double[] scores() {
      return scores;
    }

    boolean[] labels() {
      return labels;
    }

    CalibrationCurve calibration(EvaluationConfig config) {
      if (scores.length == 0) {
        throw new IllegalArgumentException(
            "no row of the reference has %s, %s and %s. Maybe the truth is in another file"
                .formatted(
                    config.columns().probability(),
                    config.columns().prediction(),
                    config.columns().target()));
      }
      List<String> ids = IntStream.range(0, scores.length).mapToObj(Integer::toString).toList();
      return config.calibrated()
          ? Calibration.fit(ids, scores, labels).curve()
          : CalibrationCurve.identity();
    }

    ReferencePerformance performance(ScoreBins bins) {
      ScoreHistogram histogram = new ScoreHistogram(bins);
      for (int i = 0; i < scores.length; i++) {
        histogram.add(scores[i], decisions[i]);
        histogram.label(scores[i], decisions[i], labels[i]);
      }
      return new ReferencePerformance(
          histogram.realized(),
          SamplingError.ofRocAuc(scores, labels),
          SamplingError.ofAveragePrecision(histogram, SEED));
    }
  }

  EvaluationConfig config() {
    return config;
  }

  /** The continuous features, then the score. */
  List<NumberBaseline> numbers() {
    return numbers;
  }

  /** The categorical features, then the decision. */
  List<CategoricalReference> categories() {
    return categories;
  }

  /** The index of a category, or -1. */
  int index(int column, String text) {
    return indexes.get(column).getOrDefault(text, -1);
  }

  CalibrationCurve curve() {
    return curve;
  }

  ScoreBins bins() {
    return bins;
  }

  ReferencePerformance performance() {
    return performance;
  }

  /** Null without features. */
  @Nullable Reconstruction reconstruction() {
    return reconstruction;
  }

  /** Null in compat mode, and where scores are taken as they are. */
  @Nullable Recalibration recalibration() {
    return recalibration;
  }

  List<AttributeBaseline> attributes() {
    return attributes;
  }

  /** Whether distances of a column of numbers are computed from raw values. */
  boolean exact(int column) {
    return config.exact() || (config.mode() == MonitorMode.COMPAT && !numbers.get(column).large());
  }
}
