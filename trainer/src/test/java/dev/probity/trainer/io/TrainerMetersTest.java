// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.io;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.probity.trainer.Step;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TrainerMetersTest {

  @Test
  void stepsAreTimedFromOneToTheNext() {
    // Given
    Instant[] now = {Instant.EPOCH};
    InstantSource clock = () -> now[0];
    List<StepReport> heard = new ArrayList<>();
    TimedSteps steps = new TimedSteps(clock, heard::add);
    // When
    now[0] = now[0].plusSeconds(2);
    steps.done(Step.REPLAY, 10);
    now[0] = now[0].plusMillis(500);
    steps.done(Step.ENCODE, 7);
    // Then
    List<StepReport> expected =
        List.of(
            new StepReport(Step.REPLAY, 10, Duration.ofSeconds(2)),
            new StepReport(Step.ENCODE, 7, Duration.ofMillis(500)));
    assertEquals(expected, heard);
    assertEquals(expected, steps.reports());
  }

  @Test
  void trainingsAreCountedByResultAndStepsByName() {
    // Given
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    TrainerMeters meters = new TrainerMeters(registry);
    // When
    meters.ended(new TrainingReport.Failed("no rows"));
    meters.step(new StepReport(Step.FIT, 152, Duration.ofSeconds(3)));
    // Then
    assertEquals(1, registry.get("probity.trainings").tag("result", "failed").counter().count());
    assertEquals(
        3,
        registry
            .get("probity.training.step")
            .tag("step", "fit")
            .timer()
            .totalTime(TimeUnit.SECONDS));
  }
}
