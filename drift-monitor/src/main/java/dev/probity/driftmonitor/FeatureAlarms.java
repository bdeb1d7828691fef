// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import dev.probity.model.monitor.ColumnCells;
import dev.probity.model.monitor.ColumnReference;
import dev.probity.model.monitor.EBenjaminiHochberg;
import dev.probity.topics.record.Severity;
import dev.probity.topics.record.SignalFamily;
import dev.probity.topics.record.SignalKind;
import dev.probity.topics.record.SignalSeries;
import dev.probity.topics.record.WindowType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Which columns left their reference, record by record: one process per feature and for the score,
 * judged together so that at most a tenth of what is found is found by chance. What moved is no
 * harm in itself, so its alerts are diagnostic.
 */
final class FeatureAlarms {
  /** The largest expected share of false findings. */
  private static final double FALSE_SHARE = .10;

  private final List<ColumnCells> cells = new ArrayList<>();
  private final List<CellAlarm> alarms = new ArrayList<>();

  FeatureAlarms(List<ColumnReference> columns, double tolerance, AlarmSignals signals) {
    for (ColumnReference column : columns) {
      ColumnCells ofColumn = ColumnCells.of(column);
      cells.add(ofColumn);
      alarms.add(
          new CellAlarm(
              signals.series((of, type) -> series(of, column.name(), type)),
              Severity.DIAGNOSTIC,
              signals,
              () -> ofColumn.process(tolerance)));
    }
  }

  /** The series of a column. */
  static SignalSeries series(Signals signals, String column, WindowType type) {
    return signals.series(
        SignalFamily.DRIFT, "deviation", column, Signals.ALL, SignalKind.OBSERVED, type);
  }

  /** Takes a row; whether an alarm rang. */
  boolean add(OpenRows.Row row, long window, Instant at, List<Emission> out) {
    boolean block = false;
    for (int i = 0; i < alarms.size(); i++) {
      int cell = cells.get(i).of(row.value(i));
      block |= cell != ColumnCells.NONE && alarms.get(i).add(cell);
    }
    boolean rang = false;
    if (block) {
      List<Integer> findings = findings();
      for (int place : findings) {
        rang |= alarms.get(place).ring(window, bound(findings), at, out);
      }
    }
    return rang;
  }

  private List<Integer> findings() {
    return EBenjaminiHochberg.findings(
        alarms.stream().mapToDouble(CellAlarm::log10).toArray(), FALSE_SHARE);
  }

  private CellAlarm.Bound bound(List<Integer> findings) {
    return bound(findings, alarms.size());
  }

  /** What an e-value must reach to be a finding beside those there are among so many columns. */
  private static CellAlarm.Bound bound(List<Integer> findings, int columns) {
    double bound = columns / (Math.max(1, findings.size()) * FALSE_SHARE);
    return new CellAlarm.Bound(Math.log10(bound), (long) findings.size());
  }

  /** What is enough for a finding among e-values that are judged together. */
  static CellAlarm.Bound bound(double[] log10) {
    return bound(EBenjaminiHochberg.findings(log10, FALSE_SHARE), log10.length);
  }

  /** The window is complete. */
  void close(long window, Instant at, List<Emission> out) {
    CellAlarm.Bound bound = bound(findings());
    alarms.forEach(alarm -> alarm.close(window, bound, at, out));
  }

  void retire(Instant at, List<Emission> out) {
    alarms.forEach(alarm -> alarm.retire(at, out));
  }

  /** The alarms in the columns' order; each is kept by itself, for a column may be large. */
  List<CellAlarm> alarms() {
    return alarms;
  }
}
