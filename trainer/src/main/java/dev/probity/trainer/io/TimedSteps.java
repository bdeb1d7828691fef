// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.io;

import dev.probity.trainer.Step;
import dev.probity.trainer.StepListener;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Takes the time between steps and passes each on. One thread. */
final class TimedSteps implements StepListener {
  private final InstantSource clock;
  private final Consumer<StepReport> listener;
  private final List<StepReport> reports = new ArrayList<>();
  private final Instant begun;
  private Instant last;

  TimedSteps(InstantSource clock, Consumer<StepReport> listener) {
    this.clock = clock;
    this.listener = listener;
    this.begun = clock.instant();
    this.last = begun;
  }

  @Override
  public void done(Step step, long count) {
    Instant now = clock.instant();
    StepReport report = new StepReport(step, count, Duration.between(last, now));
    last = now;
    reports.add(report);
    listener.accept(report);
  }

  /** When the first step began. */
  Instant begun() {
    return begun;
  }

  List<StepReport> reports() {
    return List.copyOf(reports);
  }
}
