// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import dev.probity.model.monitor.Evidence;
import dev.probity.model.monitor.FairnessPolicy;
import dev.probity.model.monitor.GroupBasis;
import dev.probity.model.monitor.GroupCounts;
import dev.probity.model.monitor.GroupGap;
import dev.probity.model.monitor.GroupRate;
import dev.probity.model.monitor.ImpactChange;
import dev.probity.model.monitor.ImpactRatio;
import dev.probity.model.monitor.MonitoringReference;
import dev.probity.model.monitor.ProtectedAttribute;
import dev.probity.model.monitor.SegmentCells;
import dev.probity.model.monitor.SegmentFold;
import dev.probity.model.monitor.SegmentSet;
import dev.probity.topics.record.Signal;
import dev.probity.topics.record.SignalKind;
import dev.probity.topics.record.WindowStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is said about a window's groups. Every group of the profile has its rows in every window,
 * too small or not; of the intersections the impact ratio always, the rates when there are rows
 * enough.
 */
final class FairnessRows {
  /** All groups but the privileged one together. */
  static final String UNPRIVILEGED = "unprivileged";

  private final MonitoringReference reference;
  private final FairnessPolicy policy;
  private final FairnessSignals signals;

  /** Impact ratios at release, by attribute and group. */
  private final Map<String, Map<String, ImpactRatio>> atRelease = new HashMap<>();

  FairnessRows(MonitoringReference reference, Signals signals) {
    this.reference = reference;
    this.policy = reference.spec().policy();
    this.signals = new FairnessSignals(signals);
    for (ProtectedAttribute attribute : reference.spec().protectedAttributes()) {
      atRelease.put(attribute.name(), atRelease(attribute));
    }
  }

  /**
   * Whoever is compared with the privileged group.
   *
   * @param name the group, or {@link #UNPRIVILEGED}
   * @param counts how it fared
   */
  record Group(String name, GroupCounts counts) {}

  /** All groups but the privileged one, and when there are several, all of them together. */
  static List<Group> unprivileged(ProtectedAttribute attribute, List<GroupCounts> counts) {
    List<Group> all = new ArrayList<>();
    GroupCounts others = GroupCounts.NONE;
    for (String group : attribute.groups()) {
      if (!group.equals(attribute.privileged())) {
        GroupCounts ofGroup = counts.get(attribute.indexOf(group));
        others = others.plus(ofGroup);
        all.add(new Group(group, ofGroup));
      }
    }
    if (all.size() > 1) {
      all.add(new Group(UNPRIVILEGED, others));
    }
    return all;
  }

  private Map<String, ImpactRatio> atRelease(ProtectedAttribute attribute) {
    List<GroupCounts> counts = reference.groups(attribute.name());
    GroupCounts privileged = counts.get(attribute.indexOf(attribute.privileged()));
    Map<String, ImpactRatio> ratios = new LinkedHashMap<>();
    for (Group group : unprivileged(attribute, counts)) {
      ratios.put(group.name(), ImpactRatio.of(group.counts(), privileged, policy));
    }
    return ratios;
  }

  /**
   * What violates the fairness policy on the reference itself: recorded once when a release is
   * first seen, no alarm, because it is no news in any window.
   */
  List<Signal> standing(Instant at) {
    List<Signal> all = new ArrayList<>();
    for (ProtectedAttribute attribute : reference.spec().protectedAttributes()) {
      atRelease(attribute)
          .forEach(
              (group, ratio) -> {
                if (ratio.evidence() == Evidence.VIOLATION) {
                  Occasion occasion =
                      Occasion.standing(null, 1, WindowStatus.FINAL, ratio.n(), ratio.n(), at);
                  all.add(signals.impact(attribute.name(), group, ratio, false, occasion));
                }
              });
    }
    return all;
  }

  /** What a closed window says without labels. */
  List<Signal> closed(SegmentFold fold, Occasion occasion) {
    List<Signal> all = new ArrayList<>();
    for (SegmentSet set : fold.sets()) {
      SegmentCells privileged = fold.cells(set, set.privileged());
      for (int group = 0; group < set.groups().size(); group++) {
        String name = set.groups().get(group);
        SegmentCells cells = fold.cells(set, group);
        if (group != set.privileged()) {
          ratio(set, name, cells, privileged, occasion, all);
        }
        if (shown(set, cells.n())) {
          rate(GroupRate.SELECTION, set, name, cells, GroupBasis.ESTIMATED, occasion, all);
        }
      }
      if (pooled(set)) {
        ratio(set, UNPRIVILEGED, fold.others(set), privileged, occasion, all);
      }
    }
    all.addAll(truth(fold, GroupBasis.ESTIMATED, occasion));
    return all;
  }

  /** What a window says that needs the truth, expected or known. */
  List<Signal> truth(SegmentFold fold, GroupBasis basis, Occasion occasion) {
    List<Signal> all = new ArrayList<>();
    for (SegmentSet set : fold.sets()) {
      SegmentCells privileged = fold.cells(set, set.privileged());
      for (int group = 0; group < set.groups().size(); group++) {
        String name = set.groups().get(group);
        SegmentCells cells = fold.cells(set, group);
        if (shown(set, basis == GroupBasis.ESTIMATED ? cells.n() : cells.labelled())) {
          rate(GroupRate.TRUE_POSITIVE, set, name, cells, basis, occasion, all);
          rate(GroupRate.FALSE_POSITIVE, set, name, cells, basis, occasion, all);
        }
        if (group != set.privileged() && !set.crossed()) {
          gaps(set, name, cells, privileged, basis, occasion, all);
        }
      }
      if (pooled(set)) {
        gaps(set, UNPRIVILEGED, fold.others(set), privileged, basis, occasion, all);
      }
    }
    return all;
  }

  private boolean shown(SegmentSet set, long rows) {
    return !set.crossed() || rows >= policy.minGroupRows();
  }

  private static boolean pooled(SegmentSet set) {
    return !set.crossed() && set.groups().size() > 2;
  }

  private void ratio(
      SegmentSet set,
      String group,
      SegmentCells cells,
      SegmentCells privileged,
      Occasion occasion,
      List<Signal> all) {
    ImpactRatio ratio = ImpactRatio.of(cells.counts(), privileged.counts(), policy);
    ImpactRatio before = atRelease.getOrDefault(set.column(), Map.of()).get(group);
    boolean stands = before != null && before.evidence() == Evidence.VIOLATION;
    all.add(signals.impact(set.column(), group, ratio, stands, occasion));
    if (before != null) {
      all.add(signals.impactChange(set.column(), group, ImpactChange.of(ratio, before), occasion));
    }
    if (!set.crossed()) {
      gap(
          GroupGap.STATISTICAL_PARITY,
          set,
          group,
          cells,
          privileged,
          GroupBasis.ESTIMATED,
          occasion,
          all);
    }
  }

  private void gaps(
      SegmentSet set,
      String group,
      SegmentCells cells,
      SegmentCells privileged,
      GroupBasis basis,
      Occasion occasion,
      List<Signal> all) {
    gap(GroupGap.EQUAL_OPPORTUNITY, set, group, cells, privileged, basis, occasion, all);
    gap(GroupGap.AVERAGE_ODDS, set, group, cells, privileged, basis, occasion, all);
  }

  private void gap(
      GroupGap gap,
      SegmentSet set,
      String group,
      SegmentCells cells,
      SegmentCells privileged,
      GroupBasis basis,
      Occasion occasion,
      List<Signal> all) {
    SignalKind kind = gap == GroupGap.STATISTICAL_PARITY ? SignalKind.OBSERVED : kind(basis);
    all.add(
        signals.groupGap(
            gap, set.column(), group, kind, gap.of(cells, privileged, basis, policy), occasion));
  }

  private void rate(
      GroupRate rate,
      SegmentSet set,
      String group,
      SegmentCells cells,
      GroupBasis basis,
      Occasion occasion,
      List<Signal> all) {
    SignalKind kind = rate == GroupRate.SELECTION ? SignalKind.OBSERVED : kind(basis);
    all.add(
        signals.groupRate(
            rate, set.column(), group, kind, rate.of(cells, basis, policy), occasion));
  }

  private static SignalKind kind(GroupBasis basis) {
    return switch (basis) {
      case ESTIMATED -> SignalKind.ESTIMATED;
      case REALIZED -> SignalKind.REALIZED;
    };
  }
}
