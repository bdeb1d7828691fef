// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.io;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;

/** Whether the sink makes progress, and whether records reach the ledger. */
@Singleton
final class AuditSinkHealth {

  @Produces
  @Singleton
  @Liveness
  HealthCheck alive(AuditSinkService service) {
    return () -> HealthCheckResponse.named("audit-sink").status(service.isAlive()).build();
  }

  @Produces
  @Singleton
  @Readiness
  HealthCheck ready(AuditSinkService service) {
    return () -> {
      String reason = service.notReady();
      HealthCheckResponseBuilder check = HealthCheckResponse.named("ledger").status(reason == null);
      return reason == null ? check.build() : check.withData("reason", reason).build();
    };
  }
}
