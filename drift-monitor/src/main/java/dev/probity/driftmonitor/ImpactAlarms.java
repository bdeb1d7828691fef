// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import dev.probity.model.monitor.Evidence;
import dev.probity.model.monitor.FairnessPolicy;
import dev.probity.model.monitor.GroupCounts;
import dev.probity.model.monitor.ImpactProcess;
import dev.probity.model.monitor.ImpactRatio;
import dev.probity.model.monitor.MonitoringReference;
import dev.probity.model.monitor.ProtectedAttribute;
import dev.probity.topics.record.Severity;
import dev.probity.topics.record.SignalFamily;
import dev.probity.topics.record.SignalKind;
import dev.probity.topics.record.SignalSeries;
import dev.probity.topics.record.WindowType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether a group's impact ratio left what it was at release, from decisions alone. A ratio that
 * violates the policy since release is no change and does not ring here; a group too small to be
 * judged at release has no alarm.
 */
final class ImpactAlarms {
  private final List<Watched> watched = new ArrayList<>();

  /**
   * A group, or all but the privileged one, compared with the privileged one.
   *
   * @param place the attribute's place
   * @param group its name
   * @param counts how it fared at release
   * @param privileged how the privileged one did
   */
  record Target(
      ProtectedAttribute attribute,
      int place,
      String group,
      GroupCounts counts,
      GroupCounts privileged) {
    ImpactProcess process() {
      return new ImpactProcess(counts, privileged);
    }

    SignalSeries series(Signals signals, WindowType type) {
      return signals.series(
          SignalFamily.FAIRNESS,
          "impact_ratio_change",
          attribute.name(),
          group,
          SignalKind.OBSERVED,
          type);
    }

    /** The cell of a decision on someone of a group, or −1 when that one is not compared. */
    int cell(int index, boolean positive) {
      boolean known = index < attribute.groups().size();
      if (known && attribute.groups().get(index).equals(attribute.privileged())) {
        return ImpactProcess.cell(true, positive);
      }
      boolean meant =
          known
              && (group.equals(FairnessRows.UNPRIVILEGED)
                  || attribute.groups().get(index).equals(group));
      return meant ? ImpactProcess.cell(false, positive) : -1;
    }
  }

  private record Watched(Target target, CellAlarm alarm) {
    int cell(OpenRows.Row row) {
      return target.cell(row.groups()[target.place()], row.positive());
    }
  }

  ImpactAlarms(MonitoringReference reference, AlarmSignals signals) {
    for (Target target : targets(reference)) {
      watched.add(
          new Watched(
              target,
              new CellAlarm(
                  signals.series(target::series), Severity.CRITICAL, signals, target::process)));
    }
  }

  /** Who is compared in a release. */
  static List<Target> targets(MonitoringReference reference) {
    List<Target> all = new ArrayList<>();
    List<ProtectedAttribute> attributes = reference.spec().protectedAttributes();
    FairnessPolicy policy = reference.spec().policy();
    for (int place = 0; place < attributes.size(); place++) {
      ProtectedAttribute attribute = attributes.get(place);
      List<GroupCounts> counts = reference.groups(attribute.name());
      GroupCounts privileged = counts.get(attribute.indexOf(attribute.privileged()));
      for (FairnessRows.Group group : FairnessRows.unprivileged(attribute, counts)) {
        ImpactRatio ratio = ImpactRatio.of(group.counts(), privileged, policy);
        if (ratio.evidence() != Evidence.INSUFFICIENT) {
          all.add(new Target(attribute, place, group.name(), group.counts(), privileged));
        }
      }
    }
    return all;
  }

  /** Takes a row; whether an alarm rang. */
  boolean add(OpenRows.Row row, long window, Instant at, List<Emission> out) {
    boolean rang = false;
    for (Watched one : watched) {
      int cell = one.cell(row);
      if (cell >= 0
          && one.alarm().add(cell)
          && one.alarm().log10() >= CellAlarm.Bound.ALONE.log10()) {
        rang |= one.alarm().ring(window, CellAlarm.Bound.ALONE, at, out);
      }
    }
    return rang;
  }

  /** The window is complete. */
  void close(long window, Instant at, List<Emission> out) {
    watched.forEach(one -> one.alarm().close(window, CellAlarm.Bound.ALONE, at, out));
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
