// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.bench;

import dev.probity.driftmonitor.Alarm;
import dev.probity.driftmonitor.AlarmLane;
import dev.probity.driftmonitor.MonitoredRelease;
import dev.probity.model.monitor.AttributionFold;
import dev.probity.model.monitor.AttributionReference;
import dev.probity.model.monitor.ProtectedAttribute;
import dev.probity.model.monitor.WindowFold;
import dev.probity.topics.profile.AlarmTolerances;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The pure fold over parsed records, four per case: a candidate leaves its groups, a prediction
 * finds them and goes into columns, scores, groups and the alarm that needs no label, an
 * explanation into attributions, an outcome finds its prediction and goes into scores, groups and
 * the other alarms. Records come in turns of a few hundred per topic, as a consumer hands them out.
 */
final class FoldRun {
  private static final int TURN = 500;

  private final MonitoredRelease release;
  private final List<ProtectedAttribute> attributes;
  private final AttributionReference attributions;
  private final List<FoldCase> cases;
  private final int windowRows;
  private final List<Lane> onPredictions = new ArrayList<>();
  private final List<Lane> onOutcomes = new ArrayList<>();
  private final Map<Long, int[]> groups = new HashMap<>();
  private final Map<String, Integer> rows = new HashMap<>();
  private final List<int[]> groupsOfRows = new ArrayList<>();
  private final List<WindowFold> windows = new ArrayList<>();
  private AttributionFold explained;

  /** What a record is about. */
  enum Part {
    /** The protected sub-record of a candidate. */
    CANDIDATE,
    /** A prediction. */
    PREDICTION,
    /** An explanation. */
    EXPLANATION,
    /** An outcome. */
    OUTCOME
  }

  /** The four records of a case, parsed. */
  static final class FoldCase {
    private final String id;
    private final List<String> groups;
    private final double[] vector;
    private final double probability;
    private final boolean positive;
    private final double[] contributions;
    private final boolean label;

    /**
     * A case.
     *
     * @param groups the code of the candidate's group, attribute by attribute
     * @param vector encoded features as the window's fold takes them
     * @param contributions in log-odds
     */
    FoldCase(
        String id,
        List<String> groups,
        double[] vector,
        double probability,
        boolean positive,
        double[] contributions,
        boolean label) {
      this.id = id;
      this.groups = List.copyOf(groups);
      this.vector = vector;
      this.probability = probability;
      this.positive = positive;
      this.contributions = contributions;
      this.label = label;
    }
  }

  /** An alarm and its evidence. */
  private record Lane(Alarm alarm, AlarmLane evidence) {
    void add(FoldCase one, boolean label) {
      evidence.add(alarm.x(one.probability, one.positive, label), Instant.EPOCH);
    }
  }

  FoldRun(
      MonitoredRelease release,
      AlarmTolerances tolerances,
      AttributionReference attributions,
      List<FoldCase> cases,
      int windowRows) {
    this.release = release;
    this.attributes = release.reference().spec().protectedAttributes();
    this.attributions = attributions;
    this.cases = cases;
    this.windowRows = windowRows;
    this.explained = new AttributionFold(attributions);
    for (Alarm alarm : Alarm.values()) {
      (alarm.needsLabel() ? onOutcomes : onPredictions)
          .add(
              new Lane(
                  alarm, new AlarmLane(alarm.bet(release.reference(), tolerances), windowRows)));
    }
  }

  /** CPU seconds by part of the best of many runs over these cases, each from nothing. */
  static double[] best(
      MonitoredRelease release,
      AlarmTolerances tolerances,
      AttributionReference attributions,
      List<FoldCase> cases,
      int windowRows) {
    double[][] best = {new double[] {Double.MAX_VALUE}};
    Timing.best(
        number -> {
          double[] run =
              new FoldRun(release, tolerances, attributions, cases, windowRows).seconds();
          best[0] = Arrays.stream(run).sum() < Arrays.stream(best[0]).sum() ? run : best[0];
        });
    return best[0];
  }

  /** CPU seconds by part of one run. */
  double[] seconds() {
    double[] seconds = new double[Part.values().length];
    for (int from = 0; from < cases.size(); from += TURN) {
      int first = from;
      int end = Math.min(cases.size(), from + TURN);
      for (Part part : Part.values()) {
        seconds[part.ordinal()] += Timing.seconds(() -> turn(part, first, end));
      }
    }
    return seconds;
  }

  private void turn(Part part, int from, int to) {
    for (int i = from; i < to; i++) {
      switch (part) {
        case CANDIDATE -> candidate(i);
        case PREDICTION -> prediction(i);
        case EXPLANATION -> explanation(i);
        case OUTCOME -> outcome(cases.get(i));
      }
    }
  }

  private void candidate(int offset) {
    List<String> codes = cases.get(offset).groups;
    int[] indexes = new int[attributes.size()];
    for (int i = 0; i < indexes.length; i++) {
      indexes[i] = attributes.get(i).indexOf(codes.get(i));
    }
    groups.put((long) offset, indexes);
  }

  private void prediction(int offset) {
    FoldCase one = cases.get(offset);
    int[] found = groups.remove((long) offset);
    if (offset % windowRows == 0) {
      windows.add(new WindowFold(release.reference()));
    }
    windows.getLast().add(one.vector, one.probability, one.positive, found);
    rows.put(one.id, offset);
    groupsOfRows.add(found);
    for (Lane lane : onPredictions) {
      lane.add(one, false);
    }
  }

  private void explanation(int offset) {
    if (offset % windowRows == 0) {
      explained = new AttributionFold(attributions);
    }
    explained.add(cases.get(offset).contributions);
  }

  private void outcome(FoldCase one) {
    int row = rows.remove(one.id);
    WindowFold window = windows.get(row / windowRows);
    window.label(one.probability, one.positive, groupsOfRows.get(row), one.label);
    for (Lane lane : onOutcomes) {
      lane.add(one, one.label);
    }
  }

  /** Rows that went into windows, and how many of them have their truth. */
  long[] folded() {
    return new long[] {
      windows.stream().mapToLong(WindowFold::n).sum(),
      windows.stream().mapToLong(window -> window.scores().totalLabelled()).sum(),
      explained.n()
    };
  }
}
