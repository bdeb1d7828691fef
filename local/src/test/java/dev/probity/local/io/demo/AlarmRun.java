// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.demo;

import dev.probity.driftmonitor.Emission;
import dev.probity.driftmonitor.MonitorSettings;
import dev.probity.driftmonitor.MonitorStage;
import dev.probity.driftmonitor.MonitoredRelease;
import dev.probity.driftmonitor.Truth;
import dev.probity.topics.record.Alert;
import dev.probity.topics.record.AlertStatus;
import dev.probity.topics.record.Severity;
import dev.probity.topics.record.SignalSeries;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/**
 * The demo's stream through the monitor's stage, without brokers and clocks: the rows the plan
 * draws for a seed, decided on by the release, outcomes as many records later as the demo sends
 * them. What remains of the outcomes follows the last record and counts as its phase.
 */
final class AlarmRun {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final int BLOCK = 100;
  private static final int WINDOW_ROWS = 1_000;

  private final DecidedRows rows;
  private final MonitorStage stage;
  private final int delay;
  private final Consumer<Emission> told;
  private final Deque<Told> waiting = new ArrayDeque<>();
  private final List<Change> changes = new ArrayList<>();
  private int phase;
  private long sent;
  private long good;

  /**
   * An outcome, and the phase of the record it belongs to.
   *
   * @param phase from 1
   */
  private record Told(Truth truth, int phase) {}

  /**
   * A change of a critical or warning alert.
   *
   * @param phase the phase of the record that changed it, from 1; of an outcome, which comes later,
   *     the phase of the record it belongs to
   * @param at the number of records sent so far
   */
  record Change(int phase, long at, Alert alert) {
    boolean is(AlertStatus state) {
      return alert.state() == state;
    }

    @Override
    public String toString() {
      SignalSeries series = alert.series();
      String group = series.segment().equals("all") ? "" : series.column() + series.segment() + " ";
      return "%s %s%,d".formatted(series.metric(), group, at);
    }
  }

  private AlarmRun(DecidedRows rows, MonitoredRelease release, int delay, Consumer<Emission> told) {
    this.told = told;
    this.rows = rows;
    this.delay = delay;
    MemoryStores stores = new MemoryStores();
    this.stage =
        new MonitorStage(
            new MonitorSettings(WINDOW_ROWS, 1_000, rows.profile().alarms()),
            digest -> release,
            digest -> stores,
            stores,
            stores,
            100_000);
  }

  /** The changes of alerts, in order, of a demo with these options. */
  static List<Change> of(DecidedRows rows, MonitoredRelease release, DemoOptions options) {
    return of(rows, release, options, options.delay());
  }

  /** The same with outcomes so many records later. */
  static List<Change> of(
      DecidedRows rows, MonitoredRelease release, DemoOptions options, int delay) {
    return of(rows, release, options, delay, emission -> {});
  }

  /** The same, with everything that is told handed out too. */
  static List<Change> of(
      DecidedRows rows,
      MonitoredRelease release,
      DemoOptions options,
      int delay,
      Consumer<Emission> told) {
    AlarmRun run = new AlarmRun(rows, release, delay, told);
    DemoPlan plan = new DemoPlan(options.plan(), rows.sample().sizes(), options.seed());
    for (int phase = 0; phase < options.plan().size(); phase++) {
      run.phase = phase + 1;
      run.stream(plan.draw(phase));
    }
    run.report(0);
    return run.changes;
  }

  private void stream(List<Draw> draws) {
    for (Draw draw : draws) {
      sent++;
      if (!draw.bad()) {
        Instant at = START.plusMillis(sent);
        take(stage.take(rows.observation(draw, good, at)), phase);
        waiting.add(new Told(new Truth("c-" + good, null, rows.label(draw), at, at), phase));
        good++;
      }
      if (sent % BLOCK == 0) {
        report(delay);
      }
    }
  }

  private void report(int keep) {
    while (waiting.size() > keep) {
      Told next = waiting.remove();
      take(stage.take(next.truth()), next.phase());
    }
  }

  private void take(MonitorStage.Result result, int of) {
    for (Emission emission : result.emissions()) {
      told.accept(emission);
      if (emission instanceof Emission.OfAlert(Alert alert)
          && alert.severity() != Severity.DIAGNOSTIC) {
        changes.add(new Change(of, sent, alert));
      }
    }
  }
}
