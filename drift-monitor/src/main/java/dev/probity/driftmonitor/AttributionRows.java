// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import dev.probity.model.monitor.AttributionFold;
import dev.probity.model.monitor.AttributionReference;
import dev.probity.model.monitor.GroupContributions;
import dev.probity.model.monitor.Limits;
import dev.probity.model.monitor.MonitorMode;
import dev.probity.model.monitor.ProtectedAttribute;
import dev.probity.topics.record.Evidence;
import dev.probity.topics.record.Signal;
import dev.probity.topics.record.SignalFamily;
import dev.probity.topics.record.SignalKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is said of a window's explanations: what moves the score, how much of it and which way, and
 * how far that is from the reference. Their n is the number of explanations, not that of decisions.
 */
final class AttributionRows {
  static final String DISTANCE = "attribution_distance";
  static final String TOTAL = "attribution_total_variation";
  private static final int TOP = 5;

  private final Signals signals;
  private final int windowRows;
  private final Map<String, Limits> limits = new HashMap<>();

  AttributionRows(Signals signals, @Nullable AttributionReference reference, int windowRows) {
    this.signals = signals;
    this.windowRows = windowRows;
    if (reference != null) {
      reference.features().forEach(feature -> limits.put(feature, limits(reference, feature)));
      limits.put(AttributionReference.ALL, limits(reference, AttributionReference.ALL));
    }
  }

  private static Limits limits(AttributionReference reference, String feature) {
    Limits both = Limits.ofReference(reference.windows(feature), MonitorMode.PROBITY);
    return new Limits(Double.NaN, Math.min(1, both.upper()), both.windows());
  }

  private Limits limits(String feature, Occasion occasion) {
    return occasion.limits(limits.getOrDefault(feature, Limits.none()), windowRows);
  }

  /** What a window says. */
  List<Signal> of(AttributionFold fold, Occasion window) {
    Occasion occasion = window.withRows(fold.n());
    AttributionReference reference = fold.reference();
    List<Signal> all = new ArrayList<>();
    for (int feature = 0; feature < reference.features().size(); feature++) {
      String name = reference.features().get(feature);
      all.add(figure("importance_share", name, fold.share(feature), Limits.none(), occasion));
      all.add(figure(DISTANCE, name, fold.distance(feature), limits(name, occasion), occasion));
      all.add(figure("attribution_mean", name, fold.mean(feature), Limits.none(), occasion));
    }
    all.add(
        figure(
            TOTAL,
            "",
            fold.totalVariation(),
            limits(AttributionReference.ALL, occasion),
            occasion));
    all.add(
        figure("attribution_rank_agreement", "", fold.rankAgreement(), Limits.none(), occasion));
    all.add(figure("attribution_top_overlap", "", fold.topOverlap(TOP), Limits.none(), occasion));
    return all;
  }

  /**
   * What moves the scores of each group, and what makes the gap to the privileged one. A group with
   * too few explanations has its rows, without a value.
   *
   * @param least explanations a group must have
   */
  List<Signal> ofGroups(
      GroupContributions groups, AttributionReference reference, int least, Occasion window) {
    List<Signal> all = new ArrayList<>();
    for (int place = 0; place < groups.attributes().size(); place++) {
      ProtectedAttribute attribute = groups.attributes().get(place);
      int privileged = attribute.indexOf(attribute.privileged());
      for (int group = 0; group < attribute.groups().size(); group++) {
        String segment = attribute.name() + "=" + attribute.groups().get(group);
        boolean enough = groups.n(place, group) >= least;
        boolean both = enough && groups.n(place, privileged) >= least;
        Occasion occasion = window.withRows(groups.n(place, group));
        for (int feature = 0; feature < reference.features().size(); feature++) {
          String name = reference.features().get(feature);
          double share = enough ? groups.share(place, group, feature) : Double.NaN;
          all.add(ofGroup("importance_share", name, segment, share, occasion));
          if (group != privileged) {
            double gap = both ? groups.gap(place, group, feature) : Double.NaN;
            all.add(ofGroup("attribution_gap", name, segment, gap, occasion));
          }
        }
      }
    }
    return all;
  }

  private Signal ofGroup(
      String metric, String column, String segment, double value, Occasion occasion) {
    boolean known = Double.isFinite(value);
    return signals.signal(
        signals.series(
            SignalFamily.ATTRIBUTION,
            metric,
            column,
            segment,
            SignalKind.OBSERVED,
            occasion.type()),
        known ? Signals.plain(value) : Signals.missing(Signals.INSUFFICIENT),
        Signals.NO_LIMITS,
        Signals.evidence(false, known ? Evidence.OK : Evidence.INSUFFICIENT),
        Signals.method("tree-path-dependent"),
        occasion);
  }

  private Signal figure(
      String metric, String column, double value, Limits limits, Occasion occasion) {
    return signals.figure(
        new Signals.Subject(SignalFamily.ATTRIBUTION, metric, column, SignalKind.OBSERVED),
        new Signals.Band(value, Double.NaN, Double.NaN),
        limits,
        "tree-path-dependent",
        occasion);
  }
}
