// SPDX-License-Identifier: Apache-2.0
package dev.probity.explainer.io;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Map;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;

/** Whether the explainer makes progress, and whether it explains. Asks no database. */
@Singleton
final class ExplainerHealth {

  @Produces
  @Singleton
  @Liveness
  HealthCheck explainerAlive(ExplainerService service) {
    return () ->
        HealthCheckResponse.named("explainer-loop")
            .status(service.isAlive())
            .withData("reason", service.stage().reason())
            .build();
  }

  @Produces
  @Singleton
  @Readiness
  HealthCheck explainerReady(ExplainerService service) {
    return () -> {
      Map<String, String> facts = service.facts();
      HealthCheckResponseBuilder check =
          HealthCheckResponse.named("explainer-models").status(service.notReady().isEmpty());
      facts.forEach(check::withData);
      return check.build();
    };
  }
}
