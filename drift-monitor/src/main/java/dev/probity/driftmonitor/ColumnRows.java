// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import dev.probity.model.eval.Interval;
import dev.probity.model.monitor.CategoricalFold;
import dev.probity.model.monitor.ColumnFold;
import dev.probity.model.monitor.DriftMethod;
import dev.probity.model.monitor.Limits;
import dev.probity.model.monitor.MonitorMode;
import dev.probity.model.monitor.MonitorSpec;
import dev.probity.model.monitor.MonitoringReference;
import dev.probity.model.monitor.NumericFold;
import dev.probity.model.monitor.ScoreHistogram;
import dev.probity.topics.profile.AlarmTolerances;
import dev.probity.topics.record.Signal;
import dev.probity.topics.record.SignalFamily;
import dev.probity.topics.record.SignalKind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/**
 * What is said of a window's columns beside the distances: stability index, data quality, summary
 * statistics, and how the truth itself moved.
 */
final class ColumnRows {
  private static final double THREE_SIGMA = 3;
  private static final String PSI = "population_stability_index";
  private static final String COUNTS = "counts";

  private final MonitoringReference reference;
  private final AlarmTolerances tolerances;
  private final Signals signals;

  ColumnRows(MonitoringReference reference, AlarmTolerances tolerances, Signals signals) {
    this.reference = reference;
    this.tolerances = tolerances;
    this.signals = signals;
  }

  /** How many rows a window holds: said of an empty one too, because silence must be visible. */
  Signal rows(Occasion occasion) {
    return signals.figure(
        new Signals.Subject(SignalFamily.STATS, "row_count", "", SignalKind.OBSERVED),
        new Signals.Band(occasion.window().n(), Double.NaN, Double.NaN),
        Limits.none(),
        COUNTS,
        occasion);
  }

  /**
   * What a closed window says.
   *
   * @param candidates who was decided on, to find repeated ones; empty when that is not kept
   */
  List<Signal> closed(List<ColumnFold> columns, List<String> candidates, Occasion occasion) {
    List<Signal> all = new ArrayList<>();
    for (ColumnFold column : columns) {
      boolean feature = columns.indexOf(column) < reference.spec().features().size();
      Occasion ofColumn = occasion.withMissing(column.missing());
      if (feature) {
        missing(column, occasion, all);
      }
      switch (column) {
        case NumericFold numeric -> {
          all.add(stability(column, numeric.stability(), "deciles-binned-10000", ofColumn));
          statistics(numeric, ofColumn, all);
          if (feature) {
            quality("range_rate", column, numeric.outOfRange(), ofColumn, all);
          }
        }
        case CategoricalFold categorical -> {
          all.add(stability(column, categorical.stability(), COUNTS, ofColumn));
          if (feature) {
            quality("unseen_rate", column, categorical.unseen(), ofColumn, all);
          }
        }
      }
    }
    if (candidates.isEmpty()) {
      return all;
    }
    int repeated = candidates.size() - new HashSet<>(candidates).size();
    Limits most = above(0, tolerances.unseen(), candidates.size());
    all.add(rate("duplicate_rate", "", repeated, candidates.size(), most, occasion));
    return all;
  }

  private Signal stability(ColumnFold column, double value, String method, Occasion occasion) {
    return signals.figure(
        new Signals.Subject(
            SignalFamily.DRIFT, PSI, column.reference().name(), SignalKind.OBSERVED),
        new Signals.Band(value, Double.NaN, Double.NaN),
        Limits.none(),
        method,
        occasion);
  }

  private static Limits atMost(double most) {
    return new Limits(Double.NaN, most, 0);
  }

  /**
   * A share that is a tolerance above the reference's, and 3 binomial standard errors above that:
   * .005 of 1,000 rows give .0117, so that eleven are within and twelve are not.
   */
  private static Limits above(double share, double tolerance, long rows) {
    double most = Math.min(1, share + tolerance);
    double reach = THREE_SIGMA * Math.sqrt(most * (1 - most) / Math.max(1, rows));
    return atMost(Math.min(1, most + reach));
  }

  private void missing(ColumnFold column, Occasion occasion, List<Signal> all) {
    long rows = column.n() + column.missing();
    long before = column.reference().n() + column.reference().missing();
    double share = (double) column.reference().missing() / before;
    Limits most = above(share, tolerances.missing(), rows);
    all.add(
        rate("missing_rate", column.reference().name(), column.missing(), rows, most, occasion));
  }

  /** What the reference never has. */
  private void quality(
      String metric, ColumnFold column, long count, Occasion at, List<Signal> all) {
    Limits most = above(0, tolerances.unseen(), column.n());
    all.add(rate(metric, column.reference().name(), count, column.n(), most, at));
  }

  private Signal rate(
      String metric, String column, long count, long rows, Limits limits, Occasion occasion) {
    Interval interval = rows == 0 ? Interval.undefined() : Interval.wilson(count, rows);
    return signals.figure(
        new Signals.Subject(SignalFamily.DQ, metric, column, SignalKind.OBSERVED),
        new Signals.Band((double) count / rows, interval.lower(), interval.upper()),
        limits,
        COUNTS,
        occasion);
  }

  /** The share of predictions that could be folded; one that could not is a breach. */
  Signal coverage(long folded, long lost, Occasion occasion) {
    Limits limits = new Limits(1, Double.NaN, 0);
    return rate("coverage_rate", "", folded, folded + lost, limits, occasion);
  }

  private void statistics(NumericFold column, Occasion occasion, List<Signal> all) {
    long n = column.n();
    double error = column.deviation() / Math.sqrt(n);
    double before = column.reference().mean();
    double reach =
        THREE_SIGMA
            * column.reference().deviation()
            * Math.sqrt(1.0 / Math.max(1, n) + 1.0 / column.reference().n());
    all.add(
        statistic(
            "mean",
            column,
            new Signals.Band(
                column.mean(),
                column.mean() - Interval.Z * error,
                column.mean() + Interval.Z * error),
            new Limits(before - reach, before + reach, 0),
            occasion));
    Signals.Band deviation = new Signals.Band(column.deviation(), Double.NaN, Double.NaN);
    all.add(statistic("std", column, deviation, Limits.none(), occasion));
    Signals.Band median = new Signals.Band(column.median(), Double.NaN, Double.NaN);
    all.add(statistic("median", column, median, Limits.none(), occasion));
  }

  private Signal statistic(
      String metric, NumericFold column, Signals.Band band, Limits limits, Occasion occasion) {
    return signals.figure(
        new Signals.Subject(
            SignalFamily.STATS, metric, column.reference().name(), SignalKind.OBSERVED),
        band,
        limits,
        "fixed-point",
        occasion);
  }

  /** How the truth of a window moved, as a column of zeros and ones. */
  List<Signal> target(ScoreHistogram scores, Occasion occasion) {
    CategoricalFold target = reference.target().newFold();
    long positives = Math.round(scores.realized().positives());
    for (long row = 0; row < scores.totalLabelled(); row++) {
      target.add(row < positives ? 1 : 0);
    }
    List<Signal> all = new ArrayList<>();
    for (DriftMethod method : DriftMethod.categorical()) {
      all.add(
          signals.figure(
              target(method.wireName()),
              new Signals.Band(
                  target.distance(method, MonitorMode.PROBITY), Double.NaN, Double.NaN),
              Limits.none(),
              COUNTS,
              occasion));
    }
    all.add(
        signals.figure(
            target(PSI),
            new Signals.Band(target.stability(), Double.NaN, Double.NaN),
            Limits.none(),
            COUNTS,
            occasion));
    return all;
  }

  private static Signals.Subject target(String metric) {
    return new Signals.Subject(
        SignalFamily.DRIFT, metric, MonitorSpec.TARGET_COLUMN, SignalKind.REALIZED);
  }
}
