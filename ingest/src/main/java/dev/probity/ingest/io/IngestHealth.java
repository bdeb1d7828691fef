// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest.io;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;

/** Whether the door makes progress, and whether it can be used. */
@Singleton
final class IngestHealth {

  @Produces
  @Singleton
  @Liveness
  HealthCheck alive(IngestService service) {
    return () -> HealthCheckResponse.named("ingest-answers").status(service.isAlive()).build();
  }

  @Produces
  @Singleton
  @Readiness
  HealthCheck ready(IngestService service, Webhooks webhooks) {
    return () -> {
      String reason = service.notReady();
      HealthCheckResponseBuilder check =
          HealthCheckResponse.named("ingest-topics")
              .status(reason == null)
              .withData("webhook", webhooks.decisions())
              .withData("release-webhook", webhooks.releases());
      return reason == null ? check.build() : check.withData("reason", reason).build();
    };
  }

  @Produces
  @Singleton
  @Readiness
  HealthCheck capturing(ChangeCapture capture) {
    return () -> {
      String reason = capture.notReady();
      HealthCheckResponseBuilder check =
          HealthCheckResponse.named("ingest-capture").status(reason == null);
      return reason == null ? check.build() : check.withData("reason", reason).build();
    };
  }
}
