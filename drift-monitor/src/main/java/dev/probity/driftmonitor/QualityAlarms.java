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
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether values are missing, or of categories nobody knew at release, more often than then: one
 * process per feature and kind, which rings at the hundredth record when a field stops coming.
 */
final class QualityAlarms {
  private final List<Watched> watched = new ArrayList<>();

  /** A feature's share of bad values and its alarm. */
  private record Watched(int feature, boolean missing, SeriesAlarm alarm) {
    double x(OpenRows.Row row) {
      double value = row.value(feature);
      return (missing ? Double.isNaN(value) : value == ColumnFold.UNSEEN) ? 1 : 0;
    }
  }

  QualityAlarms(
      List<ColumnReference> features,
      AlarmTolerances tolerances,
      int windowRows,
      AlarmSignals signals) {
    for (int i = 0; i < features.size(); i++) {
      ColumnReference feature = features.get(i);
      long rows = feature.n() + feature.missing();
      LossReference gaps = share(feature.missing(), rows);
      watch(i, true, feature, gaps, tolerances.missing(), windowRows, signals);
      if (feature instanceof CategoricalReference) {
        watch(i, false, feature, share(0, rows), tolerances.unseen(), windowRows, signals);
      }
    }
  }

  /** How often something holds, as the loss it is: 1 where it does. */
  private static LossReference share(long times, long rows) {
    double share = (double) times / rows;
    return new LossReference(share, Math.sqrt(share * (1 - share)), rows);
  }

  private void watch(
      int place,
      boolean missing,
      ColumnReference feature,
      LossReference before,
      double tolerance,
      int windowRows,
      AlarmSignals signals) {
    boolean always = before.mean() + tolerance + 3 * before.standardError() >= 1;
    if (always) {
      return;
    }
    watched.add(
        new Watched(
            place,
            missing,
            new SeriesAlarm(
                signals.series(
                    SignalFamily.DQ,
                    missing ? "missing_rate" : "unseen_rate",
                    feature.name(),
                    Signals.ALL,
                    SignalKind.OBSERVED),
                Severity.WARNING,
                Bet.onLoss(before, tolerance),
                windowRows,
                signals)));
  }

  /** Takes a row; whether there was something to tell. */
  boolean add(OpenRows.Row row, Instant at, List<Emission> out) {
    boolean told = false;
    for (Watched one : watched) {
      told |= one.alarm().add(one.x(row), at, out);
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
