// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.io;

import dev.probity.topics.io.ConfigTexts;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Map;
import org.eclipse.microprofile.config.Config;

/** Builds the sink from its configuration and runs it while the process runs. */
@Singleton
final class AuditSinkWiring {

  @Produces
  @Singleton
  AuditSinkService service(Config config, MeterRegistry registry) {
    String version =
        config.getOptionalValue("quarkus.application.version", String.class).orElse("unknown");
    return new AuditSinkService(AuditSinkConfig.parse(values(config)), version, registry);
  }

  private static Map<String, String> values(Config config) {
    return ConfigTexts.of(
        AuditSinkConfig.keys(),
        config.getPropertyNames(),
        key -> config.getOptionalValue(key, String.class));
  }

  void start(@Observes StartupEvent started, AuditSinkService service) {
    service.start();
  }

  void stop(@Observes ShutdownEvent stopping, AuditSinkService service) {
    service.close();
  }
}
