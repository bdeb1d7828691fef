// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import dev.probity.model.monitor.CalibrationCurve;
import dev.probity.model.monitor.CategoricalFold;
import dev.probity.model.monitor.CellProcess;
import dev.probity.model.monitor.ColumnCells;
import dev.probity.model.monitor.ColumnFold;
import dev.probity.model.monitor.ColumnReference;
import dev.probity.model.monitor.HourlyCells;
import dev.probity.model.monitor.HourlyProcess;
import dev.probity.model.monitor.LabelledScores;
import dev.probity.model.monitor.Limits;
import dev.probity.model.monitor.MonitoringReference;
import dev.probity.model.monitor.NumericFold;
import dev.probity.model.monitor.ScoreHistogram;
import dev.probity.model.monitor.SegmentCells;
import dev.probity.model.monitor.WindowFold;
import dev.probity.topics.profile.AlarmTolerances;
import dev.probity.topics.record.Signal;
import dev.probity.topics.record.SignalEvidence;
import dev.probity.topics.record.SignalKind;
import dev.probity.topics.record.SignalLimits;
import dev.probity.topics.record.SignalSeries;
import dev.probity.topics.record.WindowType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The e-values of one window of event time: the processes of all alarms, begun at its first hour
 * and moved by what its hours add up to, hour by hour. They depend on the records alone, and so do
 * the rows that tell of them; only the processes in order of arrival alarm.
 */
final class HourEvidence {
  private static final String HOURS = "e-process-hours";

  private final AlarmSignals signals;
  private final CalibrationCurve curve;
  private final List<ScoreTest> scores = new ArrayList<>();
  private final List<GroupTest> groups = new ArrayList<>();
  private final List<QualityTest> quality = new ArrayList<>();
  private final List<ColumnTest> columns = new ArrayList<>();
  private final List<ImpactTest> impacts = new ArrayList<>();

  private record ScoreTest(SignalSeries series, Alarm alarm, HourlyProcess process) {}

  private record GroupTest(SignalSeries series, GroupAlarms.Target of, HourlyProcess process) {}

  private record QualityTest(SignalSeries series, QualityAlarms.Target of, HourlyProcess process) {}

  private record ColumnTest(
      SignalSeries series, int column, ColumnCells cells, HourlyCells process) {}

  private record ImpactTest(SignalSeries series, ImpactAlarms.Target of, HourlyCells process) {}

  HourEvidence(
      MonitoringReference reference, AlarmTolerances tolerances, Signals signals, WindowType type) {
    this.signals = new AlarmSignals(signals);
    this.curve = reference.calibration().curve();
    for (Alarm alarm : Alarm.values()) {
      scores.add(
          new ScoreTest(
              signals.series(alarm.family(), alarm.metric(), "", Signals.ALL, alarm.kind(), type),
              alarm,
              new HourlyProcess(alarm.bet(reference, tolerances))));
    }
    for (GroupAlarms.Target of : GroupAlarms.targets(reference, tolerances)) {
      groups.add(new GroupTest(of.series(signals, type), of, new HourlyProcess(of.bet())));
    }
    List<ColumnReference> all = reference.columns();
    int features = reference.spec().features().size();
    for (QualityAlarms.Target of : QualityAlarms.targets(all.subList(0, features), tolerances)) {
      quality.add(new QualityTest(of.series(signals, type), of, new HourlyProcess(of.bet())));
    }
    for (int column = 0; column <= features; column++) {
      ColumnCells cells = ColumnCells.of(all.get(column));
      CellProcess process = cells.process(tolerances.feature());
      columns.add(
          new ColumnTest(
              FeatureAlarms.series(signals, all.get(column).name(), type),
              column,
              cells,
              new HourlyCells(process)));
    }
    for (ImpactAlarms.Target of : ImpactAlarms.targets(reference)) {
      impacts.add(new ImpactTest(of.series(signals, type), of, new HourlyCells(of.process())));
    }
  }

  /** Takes the next hour; one without records changes nothing. */
  void hour(WindowFold hour) {
    List<ScoreHistogram.Cell> cells = hour.scores().cells(curve);
    for (ScoreTest test : scores) {
      cells.forEach(cell -> take(test.alarm(), cell, test.process()));
      test.process().endHour();
    }
    for (GroupTest test : groups) {
      take(test, hour);
      test.process().endHour();
    }
    for (QualityTest test : quality) {
      ColumnFold column = hour.columns().get(test.of().feature());
      long rows = column.n() + column.missing();
      long bad = test.of().missing() ? column.missing() : unseen(column);
      test.process().add(1, bad);
      test.process().add(0, rows - bad);
      test.process().endHour();
    }
    for (ColumnTest test : columns) {
      test.process().hour(test.cells().counts(hour.columns().get(test.column())));
    }
    for (ImpactTest test : impacts) {
      test.process().hour(decisions(test.of(), hour));
    }
  }

  private static long unseen(ColumnFold column) {
    return switch (column) {
      case CategoricalFold categorical -> categorical.unseen();
      case NumericFold numeric -> 0;
    };
  }

  /** Of the rows in a bin of scores each takes the least value that any of them can have. */
  private static void take(Alarm alarm, ScoreHistogram.Cell cell, HourlyProcess process) {
    if (!alarm.needsLabel()) {
      process.add(least(alarm, cell, false), cell.rows());
      return;
    }
    process.add(least(alarm, cell, true), cell.positives());
    process.add(least(alarm, cell, false), cell.labelled() - cell.positives());
  }

  private static double least(Alarm alarm, ScoreHistogram.Cell cell, boolean label) {
    return Math.min(
        alarm.x(cell.least(), cell.positive(), label),
        alarm.x(cell.most(), cell.positive(), label));
  }

  private static void take(GroupTest test, WindowFold hour) {
    GroupAlarms.Target of = test.of();
    if (of.figure() == GroupAlarms.Figure.ERROR) {
      SegmentCells cells = hour.segments().cells(of.attribute(), of.group());
      test.process().add(1, cells.wrong());
      test.process().add(0, cells.labelled() - cells.wrong());
      return;
    }
    LabelledScores rows = hour.segments().labelled(of.attribute(), of.group());
    for (int cell = 0; cell < LabelledScores.CELLS; cell++) {
      double from = cell / (double) LabelledScores.CELLS;
      double to = (cell + 1) / (double) LabelledScores.CELLS;
      for (boolean label : new boolean[] {true, false}) {
        long count = rows.rows(cell, label);
        if (count > 0) {
          double least =
              Math.min(of.figure().x(from, false, label), of.figure().x(to, false, label));
          test.process().add(least, count);
        }
      }
    }
  }

  private static long[] decisions(ImpactAlarms.Target of, WindowFold hour) {
    long[] counts = new long[of.process().cells()];
    for (int group = 0; group < of.attribute().groups().size(); group++) {
      int selected = of.cell(group, true);
      if (selected >= 0) {
        SegmentCells cells = hour.segments().cells(of.place(), group);
        counts[selected] += cells.counts().selected();
        counts[of.cell(group, false)] += cells.n() - cells.counts().selected();
      }
    }
    return counts;
  }

  /** Rows of the window with the e-values there are for them, and rows for the other e-values. */
  List<Signal> beside(List<Signal> rows, Occasion occasion, boolean truthAlone) {
    Map<String, Signal> evidence = new LinkedHashMap<>();
    for (Signal one : all(occasion)) {
      boolean truth = one.series().kind() == SignalKind.REALIZED;
      if (truth ? occasion.window().nLabelled() > 0 : !truthAlone) {
        evidence.put(one.key(), one);
      }
    }
    List<Signal> told = new ArrayList<>();
    for (Signal row : rows) {
      Signal of = evidence.remove(row.key());
      told.add(of == null ? row : with(row, of.evidence()));
    }
    told.addAll(evidence.values());
    return told;
  }

  private List<Signal> all(Occasion occasion) {
    List<Signal> all = new ArrayList<>();
    scores.forEach(test -> all.add(signal(test.series(), test.process(), occasion)));
    groups.forEach(test -> all.add(signal(test.series(), test.process(), occasion)));
    quality.forEach(test -> all.add(signal(test.series(), test.process(), occasion)));
    CellAlarm.Bound together =
        FeatureAlarms.bound(columns.stream().mapToDouble(test -> test.process().log10()).toArray());
    columns.forEach(test -> all.add(signal(test.series(), test.process(), together, occasion)));
    impacts.forEach(
        test -> all.add(signal(test.series(), test.process(), CellAlarm.Bound.ALONE, occasion)));
    return all;
  }

  private Signal signal(SignalSeries series, HourlyProcess process, Occasion occasion) {
    return signals.of(
        series,
        new AlarmSignals.Reading(
            process.mean(),
            process.standardError(),
            AlarmSignals.above(process.bet().mean()),
            process.log10(),
            AlarmLane.ALARM_LOG10,
            null),
        HOURS,
        occasion.withRows(process.n()));
  }

  private Signal signal(
      SignalSeries series, HourlyCells process, CellAlarm.Bound bound, Occasion occasion) {
    Limits limits = process.limits();
    return signals.of(
        series,
        new AlarmSignals.Reading(
            process.value(),
            Double.NaN,
            new SignalLimits(
                Signals.finite(limits.lower()), Signals.finite(limits.upper()), "e-process", null),
            process.log10(),
            bound.log10(),
            bound.findings()),
        HOURS,
        occasion.withRows(process.n()));
  }

  /** A row keeps what it concludes from its own limits. */
  private static Signal with(Signal row, SignalEvidence of) {
    SignalEvidence own = row.evidence();
    return new Signal(
        row.schema(),
        row.mode(),
        row.series(),
        row.referenceDigest(),
        row.profileDigest(),
        row.window(),
        row.estimate(),
        row.limits(),
        new SignalEvidence(
            of.eValue(),
            of.eValueLog10(),
            of.eBound(),
            own.pValue(),
            of.findings(),
            own.alert(),
            own.evidence()),
        row.flags(),
        row.inputOffsets(),
        row.computedAt());
  }
}
