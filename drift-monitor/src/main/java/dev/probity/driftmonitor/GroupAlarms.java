// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import dev.probity.model.monitor.Bet;
import dev.probity.model.monitor.MonitoringReference;
import dev.probity.model.monitor.ProtectedAttribute;
import dev.probity.topics.record.Severity;
import dev.probity.topics.record.SignalFamily;
import dev.probity.topics.record.SignalKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether probabilities hold within a group, by outcomes: one process per direction for every group
 * that had 500 rows at release. Windows are counts of all outcomes, not of the group's, so that an
 * alert on a small group ends as soon as one on a large group.
 */
final class GroupAlarms {
  private static final long LEAST_ROWS = 500;

  private final List<Watched> watched = new ArrayList<>();
  private final int windowRows;
  private int inWindow;

  /** A group and one direction of its calibration. */
  private record Watched(int attribute, int group, boolean under, SeriesAlarm alarm) {
    double x(double calibrated, boolean label) {
      double above = (label ? 1 : 0) - calibrated;
      return under ? above : -above;
    }
  }

  GroupAlarms(
      MonitoringReference reference, double tolerance, int windowRows, AlarmSignals signals) {
    this.windowRows = windowRows;
    List<ProtectedAttribute> attributes = reference.spec().protectedAttributes();
    for (int place = 0; place < attributes.size(); place++) {
      ProtectedAttribute attribute = attributes.get(place);
      for (int group = 0; group < attribute.groups().size(); group++) {
        if (reference.groups(attribute.name()).get(group).n() >= LEAST_ROWS) {
          for (boolean under : new boolean[] {true, false}) {
            watched.add(
                new Watched(
                    place,
                    group,
                    under,
                    new SeriesAlarm(
                        signals.series(
                            SignalFamily.FAIRNESS,
                            under ? "group_underprediction" : "group_overprediction",
                            attribute.name(),
                            attribute.groups().get(group),
                            SignalKind.REALIZED),
                        Severity.CRITICAL,
                        Bet.onCalibration(tolerance),
                        Integer.MAX_VALUE,
                        signals)));
          }
        }
      }
    }
  }

  /** Takes the truth of a row; whether there was something to tell. */
  boolean label(double calibrated, boolean label, int[] groups, Instant at, List<Emission> out) {
    boolean told = false;
    for (Watched one : watched) {
      if (groups[one.attribute()] == one.group()) {
        told |= one.alarm().add(one.x(calibrated, label), at, out);
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
