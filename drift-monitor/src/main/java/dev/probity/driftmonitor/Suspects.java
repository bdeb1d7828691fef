// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import dev.probity.model.monitor.ColumnReference;
import dev.probity.model.monitor.DriftMethod;
import dev.probity.model.monitor.MonitoringReference;
import dev.probity.topics.record.AlertCause;
import dev.probity.topics.record.OffsetRange;
import dev.probity.topics.record.Signal;
import dev.probity.topics.record.SignalFamily;
import dev.probity.topics.record.WindowType;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How far each column of a release stood from its reference in its last window: the possible causes
 * of an alert. The weight of a cause is its distance over its limit, both from what the reference's
 * own windows have on the average, times the feature's share of what moves the score where the
 * release's card tells it, times 1 plus the distance of its contributions where there are
 * explanations: a column that moved far and that the model hardly uses ranks behind one that it
 * lives on, and one that did not move is no cause. Beside it, on which records the release was
 * watched.
 */
final class Suspects {
  private static final String METRIC = DriftMethod.JENSEN_SHANNON.wireName();
  private static final int MOST = 5;

  /** The least of a limit that lies above the usual distance, as a share of the limit. */
  private static final double LEAST_ROOM = .01;

  private final Map<String, AlertCause> byColumn = new TreeMap<>();
  private final Map<String, Double> shifts = new TreeMap<>();
  private final Map<String, OffsetRange> offsets = new TreeMap<>();

  /** Takes a figure; whether it says something about a column. */
  boolean see(Signal signal) {
    String column = signal.series().column();
    Double distance = signal.estimate().value();
    Double limit = signal.limits().upperThreshold();
    if (distance != null
        && signal.series().windowType() == WindowType.COUNT
        && signal.series().metric().equals(AttributionRows.DISTANCE)) {
      shifts.put(column, distance);
      return true;
    }
    if (signal.series().family() != SignalFamily.DRIFT
        || signal.series().windowType() != WindowType.COUNT
        || !signal.series().metric().equals(METRIC)
        || column.isEmpty()
        || distance == null
        || limit == null
        || limit <= 0) {
      return false;
    }
    byColumn.put(column, new AlertCause(column, METRIC, distance, limit, distance / limit));
    signal.inputOffsets().forEach((source, range) -> offsets.merge(source, range, Suspects::both));
    return true;
  }

  private static OffsetRange both(OffsetRange one, OffsetRange other) {
    return new OffsetRange(Math.min(one.from(), other.from()), Math.max(one.to(), other.to()));
  }

  /** The records the release was watched on, by topic and partition. */
  Map<String, OffsetRange> offsets() {
    return Collections.unmodifiableMap(offsets);
  }

  /**
   * At most five, the heaviest first; of equals, by name.
   *
   * <p>Worked by hand: three times its limit with a share of .2 weighs .6, behind twice its limit
   * with a share of .4, which weighs .8; when the contributions of the former moved by .5, it
   * weighs .9 and leads. A distance of .10 whose limit is .08 and whose usual distance is .06 is
   * (.10 − .06) / (.08 − .06) = 2 limits.
   *
   * @param importances shares by feature; when there are none every column weighs by its distance
   *     alone, else what is no feature, as the score, is no cause
   * @param usual {@link #usual} of the release
   */
  List<AlertCause> ranked(Map<String, Double> importances, Map<String, Double> usual) {
    return byColumn.values().stream()
        .filter(cause -> importances.isEmpty() || importances.containsKey(cause.column()))
        .map(
            cause ->
                weighed(
                    cause,
                    usual.getOrDefault(cause.column(), 0.0),
                    importances.getOrDefault(cause.column(), 1.0)))
        .sorted(
            Comparator.comparingDouble(AlertCause::weight)
                .reversed()
                .thenComparing(AlertCause::column))
        .limit(MOST)
        .toList();
  }

  /**
   * How far from the reference the reference's own windows are on the average, by column: a
   * distance of samples is above 0 without any drift.
   */
  static Map<String, Double> usual(MonitoringReference reference) {
    Map<String, Double> usual = new TreeMap<>();
    for (ColumnReference column : reference.columns()) {
      reference.drift(column.name(), DriftMethod.JENSEN_SHANNON).stream()
          .mapToDouble(Double::doubleValue)
          .filter(Double::isFinite)
          .average()
          .ifPresent(mean -> usual.put(column.name(), mean));
    }
    return usual;
  }

  private AlertCause weighed(AlertCause cause, double usual, double share) {
    double excess = Math.max(0, cause.value() - usual);
    double room = Math.max(cause.threshold() - usual, LEAST_ROOM * cause.threshold());
    return new AlertCause(
        cause.column(),
        cause.metric(),
        cause.value(),
        cause.threshold(),
        excess / room * share * (1 + shifts.getOrDefault(cause.column(), 0.0)));
  }

  byte[] toBytes() {
    StateOutput out = new StateOutput();
    out.count(byColumn.size());
    byColumn
        .values()
        .forEach(one -> out.text(one.column()).number(one.value()).number(one.threshold()));
    out.count(offsets.size());
    offsets.forEach((source, range) -> out.text(source).whole(range.from()).whole(range.to()));
    out.count(shifts.size());
    shifts.forEach((column, shift) -> out.text(column).number(shift));
    return out.toBytes();
  }

  static Suspects parse(byte[] bytes) {
    StateInput in = new StateInput(bytes);
    Suspects suspects = new Suspects();
    for (int left = in.count(); left > 0; left--) {
      String column = in.text();
      double distance = in.number();
      double limit = in.number();
      suspects.byColumn.put(
          column, new AlertCause(column, METRIC, distance, limit, distance / limit));
    }
    for (int left = in.count(); left > 0; left--) {
      suspects.offsets.put(in.text(), new OffsetRange(in.whole(), in.whole()));
    }
    for (int left = in.count(); left > 0; left--) {
      suspects.shifts.put(in.text(), in.number());
    }
    return suspects;
  }
}
