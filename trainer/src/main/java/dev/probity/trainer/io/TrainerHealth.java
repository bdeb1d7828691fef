// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.io;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;

/** Whether the trainer makes progress, and whether it carries out requests. */
@Singleton
final class TrainerHealth {

  @Produces
  @Singleton
  @Liveness
  HealthCheck alive(TrainerService service) {
    return () -> HealthCheckResponse.named("trainer-requests").status(service.isAlive()).build();
  }

  @Produces
  @Singleton
  @Readiness
  HealthCheck ready(TrainerService service) {
    return () -> {
      String reason = service.notReady();
      HealthCheckResponseBuilder check =
          HealthCheckResponse.named("trainer-topics").status(reason == null);
      return reason == null ? check.build() : check.withData("reason", reason).build();
    };
  }
}
