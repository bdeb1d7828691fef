// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import dev.probity.topics.record.Signal;
import dev.probity.topics.record.WindowStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What is said of a window by count when truths reach it. */
final class WindowTruth {
  private final WindowReport report;
  private final AlertBoard alerts;

  WindowTruth(WindowReport report, AlertBoard alerts) {
    this.report = report;
    this.alerts = alerts;
  }

  static Occasion occasion(LabelledWindow window, int revision, WindowStatus status, Instant at) {
    return Occasion.count(
        window.index(),
        revision,
        status,
        window.scores().total(),
        window.scores().totalLabelled(),
        window.rows().offsets(),
        at);
  }

  /** The window by the truth that is known, under its next revision. */
  List<Signal> realized(LabelledWindow window, WindowStatus status, Instant at) {
    Occasion occasion = occasion(window, window.labels().nextRevision(), status, at);
    List<Signal> all = new ArrayList<>(report.realized(window.scores(), occasion));
    all.addAll(report.joint(window.scores(), alerts.cbpeValid(), occasion));
    if (status != WindowStatus.PROVISIONAL) {
      all.addAll(report.realizedFairness(window.segments(), occasion));
      all.addAll(report.calibration(window.scores(), occasion));
      all.addAll(report.target(window.scores(), occasion));
    }
    return all;
  }
}
