// SPDX-License-Identifier: Apache-2.0
package dev.probity.scorer.io;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Map;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;

/** Whether the scorer makes progress, and whether it scores. Asks no database. */
@Singleton
final class ScorerHealth {

  @Produces
  @Singleton
  @Liveness
  HealthCheck scorerAlive(ScorerService service) {
    return () ->
        HealthCheckResponse.named("scorer-loop")
            .status(service.isAlive())
            .withData("reason", service.stage().reason())
            .build();
  }

  @Produces
  @Singleton
  @Readiness
  HealthCheck scorerReady(ScorerService service) {
    return () -> {
      Map<String, String> facts = service.facts();
      HealthCheckResponseBuilder check =
          HealthCheckResponse.named("scorer-model").status(service.notReady().isEmpty());
      facts.forEach(check::withData);
      return check.build();
    };
  }
}
