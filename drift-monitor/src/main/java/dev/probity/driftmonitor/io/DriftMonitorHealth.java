// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor.io;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;

/** Whether the stream lives, and whether it monitors. */
@Singleton
final class DriftMonitorHealth {

  @Produces
  @Singleton
  @Liveness
  HealthCheck monitorAlive(DriftMonitorService service) {
    return () -> HealthCheckResponse.named("drift-monitor").status(service.isAlive()).build();
  }

  @Produces
  @Singleton
  @Readiness
  HealthCheck monitorReady(DriftMonitorService service) {
    return () -> {
      HealthCheckResponseBuilder check =
          HealthCheckResponse.named("drift-monitor").status(service.notReady().isEmpty());
      service.facts().forEach(check::withData);
      return check.build();
    };
  }
}
