// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.demo;

import dev.probity.auditsink.io.LedgerReads;
import dev.probity.topics.Topics;
import dev.probity.topics.record.Alert;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What is shown while the stream runs: a table, and alerts as they come. */
final class Live {
  private final Story story;
  private final StreamWatch watch;
  private final LedgerReads ledger;
  private final Path postmaster;
  private final long recordedBefore;
  private final PhaseRows phases;
  private final List<Integer> alertPhases = new ArrayList<>();
  private String title = "";
  private long residentMiB;

  Live(Story story, StreamWatch watch, LedgerReads ledger, Path postmaster, List<Phase> plan) {
    this.story = story;
    this.watch = watch;
    this.ledger = ledger;
    this.postmaster = postmaster;
    this.phases = new PhaseRows(plan);
    this.recordedBefore = ledger.progress().size();
  }

  /** A phase begins. */
  void phase(int index, Phase next) {
    title = "phase %d: %s, %,d records".formatted(index + 1, next.name(), next.records());
    story.line(title);
  }

  /** Draws the table when it is due, and tells alerts that have come since. */
  void show() {
    List<Alert> alerts = watch.alerts();
    while (alertPhases.size() < alerts.size()) {
      Alert alert = alerts.get(alertPhases.size());
      int phase = phases.of(alert.lastWindow());
      story.alert(alert, phase);
      alertPhases.add(phase);
    }
    if (!story.isDue()) {
      return;
    }
    residentMiB = Math.max(residentMiB, Memory.residentMiB(postmaster));
    long candidates = watch.count(Topics.CANDIDATES);
    long predictions = watch.count(Topics.PREDICTIONS);
    long explanations = watch.count(Topics.EXPLANATIONS);
    LedgerReads.Progress progress = ledger.progress();
    story.table(
        title,
        List.of(
            new LiveTable.Row("candidates", candidates, 0),
            new LiveTable.Row("rejects", watch.count(Topics.REJECTS), 0),
            new LiveTable.Row("predictions", predictions, 0),
            new LiveTable.Row("explanations", explanations, predictions - explanations),
            new LiveTable.Row("outcomes", watch.count(Topics.OUTCOMES), 0),
            new LiveTable.Row("ledger", progress.size() - recordedBefore, 0),
            new LiveTable.Row(
                "projected", progress.projected(), progress.size() - progress.projected())));
  }

  /** The phase in which the window begins that brought about each change of an alert. */
  List<Integer> alertPhases() {
    return List.copyOf(alertPhases);
  }

  /** The largest proportional set size seen. */
  long residentMiB() {
    return Math.max(residentMiB, Memory.residentMiB(postmaster));
  }
}
