// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer;

import dev.probity.model.Calibrator;
import dev.probity.model.bundle.Manifest.MetricValue;
import dev.probity.model.eval.Bootstrap;
import dev.probity.model.eval.Brier;
import dev.probity.model.eval.CalibrationError;
import dev.probity.model.eval.Confusion;
import dev.probity.model.eval.GroupFairness;
import dev.probity.model.eval.Interval;
import dev.probity.model.eval.LogLoss;
import dev.probity.model.eval.RocAuc;
import dev.probity.model.eval.ScoredRows;
import dev.probity.topics.profile.Profile;
import dev.probity.topics.profile.ProtectedAttribute;
import dev.probity.topics.record.AttributeValue;
import dev.probity.topics.record.FairnessAccess;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * Figures of a release on rows nothing was fitted on, each with its number of rows and its 95 %
 * interval: AUC by DeLong, rates by Wilson, means and calibration errors by bootstrap.
 *
 * @param figures by name: auc, brier, logLoss, eceEqualWidth10, eceEqualCount10, accuracy,
 *     positiveRate
 * @param groups every protected group beside the privileged one, the small ones too
 */
public record Evaluation(Map<String, MetricValue> figures, List<GroupFigure> groups) {
  /** Rows whose protected attribute is not known. */
  public static final String UNKNOWN_GROUP = "unknown";

  /** Area under the ROC curve of the calibrated probability. */
  public static final String AUC = "auc";

  /** Brier score of the calibrated probability. */
  public static final String BRIER = "brier";

  /** Log-loss of the calibrated probability. */
  public static final String LOG_LOSS = "logLoss";

  /** Expected calibration error, ten bins of equal width. */
  public static final String ECE = "eceEqualWidth10";

  private static final int BINS = 10;
  private static final int DRAWS = 400;

  /** Copies. */
  public Evaluation {
    figures = Collections.unmodifiableMap(new TreeMap<>(figures));
    groups = List.copyOf(groups);
  }

  /** A figure by name. */
  public MetricValue figure(String name) {
    MetricValue value = figures.get(name);
    if (value == null) {
      throw new IllegalArgumentException(
          "no figure " + name + ". Maybe one of " + figures.keySet());
    }
    return value;
  }

  static Evaluation of(
      ScoredPart part,
      Dataset dataset,
      Calibrator calibrator,
      TrainingSpec spec,
      Profile profile,
      FairnessAccess access) {
    ScoredRows rows = part.calibrated(calibrator);
    Confusion cells = Confusion.at(rows, spec.threshold());
    Map<String, MetricValue> figures = new TreeMap<>();
    figures.put(AUC, value(RocAuc.of(rows), rows.size(), RocAuc.interval(rows)));
    mean(figures, BRIER, rows, Brier::of, spec.seed());
    mean(figures, LOG_LOSS, rows, LogLoss::of, spec.seed());
    mean(figures, ECE, rows, r -> CalibrationError.equalWidth(r, BINS), spec.seed());
    mean(figures, "eceEqualCount10", rows, r -> CalibrationError.equalCount(r, BINS), spec.seed());
    rate(figures, "accuracy", cells.truePositives() + cells.trueNegatives(), rows.size());
    rate(figures, "positiveRate", cells.positives(), rows.size());
    List<GroupFigure> groups = new ArrayList<>();
    for (ProtectedAttribute attribute : profile.protectedAttributes()) {
      Column column = dataset.guarded(access, attribute.name());
      groups.addAll(
          groups(attribute, confusions(part, column, calibrator, spec.threshold()), profile));
    }
    return new Evaluation(figures, groups);
  }

  /** Figures and those of sufficient groups, as a manifest lists them. */
  public Map<String, MetricValue> all() {
    Map<String, MetricValue> all = new TreeMap<>(figures);
    for (GroupFigure group : groups) {
      if (group.sufficient()) {
        String name = group.attribute() + "=" + group.group();
        put(all, "impactRatio[" + name + "]", group.impactRatio());
        put(all, "parityDifference[" + name + "]", group.parityDifference());
        put(all, "opportunityDifference[" + name + "]", group.opportunityDifference());
        put(all, "oddsDifference[" + name + "]", group.oddsDifference());
      }
    }
    return all;
  }

  private static void put(
      Map<String, MetricValue> all, String name, GroupFairness.Measure measure) {
    if (Double.isFinite(measure.value()) && Double.isFinite(measure.interval().lower())) {
      all.put(name, value(measure.value(), measure.unprivilegedRows(), measure.interval()));
    }
  }

  /** The value ± half the width of its bootstrap interval: errors of calibration are biased. */
  private static void mean(
      Map<String, MetricValue> figures,
      String name,
      ScoredRows rows,
      ToDoubleFunction<ScoredRows> metric,
      long seed) {
    double value = metric.applyAsDouble(rows);
    Interval interval = Bootstrap.interval(rows, metric, seed, DRAWS);
    double half = (interval.upper() - interval.lower()) / 2;
    figures.put(name, new MetricValue(value, rows.size(), Math.max(0, value - half), value + half));
  }

  private static void rate(
      Map<String, MetricValue> figures, String name, double successes, long n) {
    figures.put(name, value(successes / n, n, Interval.wilson(successes, n)));
  }

  private static MetricValue value(double value, long n, Interval interval) {
    return new MetricValue(value, n, interval.lower(), interval.upper());
  }

  private static Map<String, Confusion> confusions(
      ScoredPart part, Column column, Calibrator calibrator, double threshold) {
    Map<String, Confusion> cells = new TreeMap<>();
    part.byGroup(column)
        .forEach(
            (group, places) -> {
              Confusion sum = Confusion.EMPTY;
              for (int place : places) {
                boolean decided = calibrator.calibrate(part.margin(place)) > threshold;
                sum = sum.plus(decided, part.label(place), 1);
              }
              cells.put(group, sum);
            });
    return cells;
  }

  private static List<GroupFigure> groups(
      ProtectedAttribute attribute, Map<String, Confusion> cells, Profile profile) {
    String privileged = code(attribute.privileged());
    Confusion first = cells.getOrDefault(privileged, Confusion.EMPTY);
    int least = profile.fairness().minGroupRows();
    List<GroupFigure> figures = new ArrayList<>();
    Confusion others = Confusion.EMPTY;
    for (Map.Entry<String, Confusion> group : cells.entrySet()) {
      if (!group.getKey().equals(privileged)) {
        figures.add(
            figure(attribute.name(), group.getKey(), group.getValue(), privileged, first, least));
        others = others.plus(group.getValue());
      }
    }
    if (figures.size() > 1) {
      figures.add(
          figure(attribute.name(), GroupFigure.ALL_OTHERS, others, privileged, first, least));
    }
    return figures;
  }

  private static GroupFigure figure(
      String attribute,
      String group,
      Confusion cells,
      String privileged,
      Confusion first,
      int least) {
    GroupFairness fairness =
        new GroupFairness(Map.of(group, cells, privileged, first), privileged, least);
    return new GroupFigure(
        attribute,
        group,
        privileged,
        fairness.disparateImpact(),
        fairness.statisticalParity(),
        fairness.equalOpportunity(),
        fairness.averageOdds());
  }

  static String code(AttributeValue value) {
    return switch (value) {
      case AttributeValue.Number(double number) -> Long.toString((long) number);
      case AttributeValue.Text(String text) -> text;
      case AttributeValue.Missing missing -> UNKNOWN_GROUP;
    };
  }
}
