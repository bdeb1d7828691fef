// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.io;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/** Counts trainings and times their steps; labels are closed sets. */
final class TrainerMeters {
  private final MeterRegistry registry;

  TrainerMeters(MeterRegistry registry) {
    this.registry = registry;
  }

  void step(StepReport report) {
    Timer.builder("probity.training.step")
        .description("Time a step of a training took")
        .tag("step", report.step().label())
        .register(registry)
        .record(report.took());
  }

  void ended(TrainingReport report) {
    String result =
        switch (report) {
          case TrainingReport.Released released -> "released";
          case TrainingReport.Stopped stopped -> "stopped";
          case TrainingReport.Failed failed -> "failed";
        };
    Counter.builder("probity.trainings")
        .description("Trainings by result")
        .tag("result", result)
        .register(registry)
        .increment();
  }
}
