// SPDX-License-Identifier: Apache-2.0
package dev.probity.scorer.io.openinference;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** How long calls took, by what came of them. */
final class InferenceMeters {
  private static final Duration[] BUCKETS = {
    Duration.ofMillis(1),
    Duration.ofNanos(2_500_000),
    Duration.ofMillis(5),
    Duration.ofMillis(10),
    Duration.ofMillis(25),
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(250),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofMillis(2_500),
    Duration.ofSeconds(5),
    Duration.ofSeconds(10)
  };

  private final MeterRegistry registry;

  InferenceMeters(MeterRegistry registry) {
    this.registry = registry;
  }

  void answered(@Nullable InferenceOutcome outcome, long nanos) {
    String result =
        switch (outcome) {
          case InferenceOutcome.Answered answered -> "answered";
          case InferenceOutcome.Failed failed ->
              failed.problem().name().toLowerCase(Locale.ROOT).replace('_', '-');
          case null -> "internal";
        };
    Timer.builder("probity.inference.duration")
        .description("Open Inference calls, from reading the body to the answer on record")
        .tag("result", result)
        .serviceLevelObjectives(BUCKETS)
        .register(registry)
        .record(nanos, TimeUnit.NANOSECONDS);
  }
}
