// SPDX-License-Identifier: Apache-2.0
package dev.probity.scorer.io.openinference;

import dev.probity.scorer.io.ScorerService;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;

/** Builds the Open Inference door and opens it when the process has started. */
@Singleton
final class InferenceWiring {

  @Produces
  @Singleton
  InferenceService inference(ScorerService scorer, MeterRegistry registry) {
    return new InferenceService(scorer, registry, InstantSource.system());
  }

  void open(@Observes StartupEvent started, InferenceService service) {
    service.start();
  }

  void close(@Observes ShutdownEvent stopping, InferenceService service) {
    service.close();
  }
}
