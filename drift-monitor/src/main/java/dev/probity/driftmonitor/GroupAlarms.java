// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import dev.probity.model.monitor.Bet;
import dev.probity.model.monitor.Loss;
import dev.probity.model.monitor.LossReference;
import dev.probity.model.monitor.MonitoringReference;
import dev.probity.model.monitor.ProtectedAttribute;
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
 * Whether probabilities hold within a group and decisions are wrong no more often than at release,
 * by outcomes: a process for each of these and every group that had 500 rows at release. Windows
 * are counts of all outcomes, not of the group's, so that an alert on a small group ends as soon as
 * one on a large group.
 */
final class GroupAlarms {
  private static final long LEAST_ROWS = 500;

  private final List<Watched> watched = new ArrayList<>();
  private final int windowRows;
  private int inWindow;

  /** What is watched of a group. */
  enum Figure {
    /** Truth above the probability. */
    UNDERPREDICTION("group_underprediction"),
    /** Truth below the probability. */
    OVERPREDICTION("group_overprediction"),
    /** Share of wrong decisions. */
    ERROR("group_error");

    private final String metric;

    Figure(String metric) {
      this.metric = metric;
    }

    double x(double calibrated, boolean positive, boolean label) {
      double above = (label ? 1 : 0) - calibrated;
      return switch (this) {
        case UNDERPREDICTION -> above;
        case OVERPREDICTION -> -above;
        case ERROR -> Loss.ERROR.of(calibrated, positive, label);
      };
    }
  }

  /**
   * A group, what is watched of it, and the bet.
   *
   * @param attribute the attribute's place
   * @param group the group's index in it
   */
  record Target(ProtectedAttribute of, int attribute, int group, Figure figure, Bet bet) {
    SignalSeries series(Signals signals, WindowType type) {
      return signals.series(
          SignalFamily.FAIRNESS,
          figure.metric,
          of.name(),
          of.groups().get(group),
          SignalKind.REALIZED,
          type);
    }
  }

  private record Watched(Target target, SeriesAlarm alarm) {}

  GroupAlarms(
      MonitoringReference reference,
      AlarmTolerances tolerances,
      int windowRows,
      AlarmSignals signals) {
    this.windowRows = windowRows;
    for (Target target : targets(reference, tolerances)) {
      watched.add(
          new Watched(
              target,
              new SeriesAlarm(
                  signals.series(target::series),
                  Severity.CRITICAL,
                  target.bet(),
                  Integer.MAX_VALUE,
                  signals)));
    }
  }

  /** What is watched of a release. */
  static List<Target> targets(MonitoringReference reference, AlarmTolerances tolerances) {
    List<Target> all = new ArrayList<>();
    List<ProtectedAttribute> attributes = reference.spec().protectedAttributes();
    Bet calibration = Bet.onCalibration(tolerances.groupCalibration());
    for (int place = 0; place < attributes.size(); place++) {
      ProtectedAttribute attribute = attributes.get(place);
      for (int group = 0; group < attribute.groups().size(); group++) {
        if (reference.groups(attribute.name()).get(group).n() < LEAST_ROWS) {
          continue;
        }
        all.add(new Target(attribute, place, group, Figure.UNDERPREDICTION, calibration));
        all.add(new Target(attribute, place, group, Figure.OVERPREDICTION, calibration));
        LossReference error = reference.groupError(attribute.name(), group);
        if (error != null && Bet.isPossible(error, tolerances.groupError())) {
          Bet bet = Bet.onLoss(error, tolerances.groupError());
          all.add(new Target(attribute, place, group, Figure.ERROR, bet));
        }
      }
    }
    return all;
  }

  /** Takes the truth of a row; whether there was something to tell. */
  boolean label(Move move, Instant at, List<Emission> out) {
    boolean told = false;
    for (Watched one : watched) {
      Target target = one.target();
      if (move.groups()[target.attribute()] == target.group()) {
        double x = target.figure().x(move.calibrated(), move.positive(), move.label());
        told |= one.alarm().add(x, at, out);
      }
    }
    if (++inWindow == windowRows) {
      inWindow = 0;
      watched.forEach(one -> one.alarm().close(at, out));
      told = true;
    }
    return told;
  }

  void retire(Instant at, List<Emission> out) {
    inWindow = 0;
    watched.forEach(one -> one.alarm().retire(at, out));
  }

  void write(StateOutput out) {
    out.count(inWindow);
    watched.forEach(one -> one.alarm().write(out));
  }

  void read(StateInput in) {
    inWindow = in.count();
    watched.forEach(one -> one.alarm().read(in));
  }
}
