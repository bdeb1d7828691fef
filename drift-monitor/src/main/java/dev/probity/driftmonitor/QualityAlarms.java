// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import dev.probity.model.monitor.Bet;
import dev.probity.model.monitor.CategoricalReference;
import dev.probity.model.monitor.ColumnFold;
import dev.probity.model.monitor.ColumnReference;
import dev.probity.model.monitor.LossReference;
import dev.probity.topics.profile.AlarmTolerances;
import dev.probity.topics.record.Severity;
import dev.probity.topics.record.SignalFamily;
import dev.probity.topics.record.SignalKind;
import dev.probity.topics.record.SignalSeries;
import dev.probity.topics.record.WindowType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether values are missing, or of categories nobody knew at release, more often than then: one
 * process per feature and kind, which rings at the hundredth record when a field stops coming.
 */
final class QualityAlarms {
  private final List<Watched> watched = new ArrayList<>();

  /**
   * A feature's share of bad values.
   *
   * @param feature its place
   * @param missing whether of missing values, else of unseen categories
   */
  record Target(int feature, String name, boolean missing, Bet bet) {
    double x(OpenRows.Row row) {
      double value = row.value(feature);
      return (missing ? Double.isNaN(value) : value == ColumnFold.UNSEEN) ? 1 : 0;
    }

    SignalSeries series(Signals signals, WindowType type) {
      return signals.series(
          SignalFamily.DQ,
          missing ? "missing_rate" : "unseen_rate",
          name,
          Signals.ALL,
          SignalKind.OBSERVED,
          type);
    }
  }

  private record Watched(Target target, SeriesAlarm alarm) {}

  QualityAlarms(
      List<ColumnReference> features,
      AlarmTolerances tolerances,
      int windowRows,
      AlarmSignals signals) {
    for (Target target : targets(features, tolerances)) {
      watched.add(
          new Watched(
              target,
              new SeriesAlarm(
                  signals.series(target::series),
                  Severity.WARNING,
                  target.bet(),
                  windowRows,
                  signals)));
    }
  }

  /** What is watched of a release's features. */
  static List<Target> targets(List<ColumnReference> features, AlarmTolerances tolerances) {
    List<Target> all = new ArrayList<>();
    for (int i = 0; i < features.size(); i++) {
      ColumnReference feature = features.get(i);
      long rows = feature.n() + feature.missing();
      LossReference gaps = LossReference.ofCount(feature.missing(), rows);
      if (Bet.isPossible(gaps, tolerances.missing())) {
        Bet bet = Bet.onLoss(gaps, tolerances.missing());
        all.add(new Target(i, feature.name(), true, bet));
      }
      LossReference never = LossReference.ofCount(0, rows);
      if (feature instanceof CategoricalReference && Bet.isPossible(never, tolerances.unseen())) {
        Bet bet = Bet.onLoss(never, tolerances.unseen());
        all.add(new Target(i, feature.name(), false, bet));
      }
    }
    return all;
  }

  /** Takes a row; whether there was something to tell. */
  boolean add(OpenRows.Row row, Instant at, List<Emission> out) {
    boolean told = false;
    for (Watched one : watched) {
      told |= one.alarm().add(one.target().x(row), at, out);
    }
    return told;
  }

  void retire(Instant at, List<Emission> out) {
    watched.forEach(one -> one.alarm().retire(at, out));
  }

  void write(StateOutput out) {
    watched.forEach(one -> one.alarm().write(out));
  }

  void read(StateInput in) {
    watched.forEach(one -> one.alarm().read(in));
  }
}
