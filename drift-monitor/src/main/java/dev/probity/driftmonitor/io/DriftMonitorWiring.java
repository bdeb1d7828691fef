// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor.io;

import dev.probity.topics.io.ConfigTexts;
import dev.probity.topics.io.ProfileFiles;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.Map;
import org.eclipse.microprofile.config.Config;

/** Builds the monitor from its configuration and starts it when the process has started. */
@Singleton
final class DriftMonitorWiring {

  @Produces
  @Singleton
  DriftMonitorService monitor(Config config, MeterRegistry registry) {
    DriftMonitorConfig settings = DriftMonitorConfig.parse(values(config));
    return new DriftMonitorService(
        settings,
        ProfileFiles.load(settings.profile()),
        settings.models().open(),
        registry,
        InstantSource.system(),
        config.getOptionalValue("quarkus.application.version", String.class).orElse("unknown"));
  }

  private static Map<String, String> values(Config config) {
    return ConfigTexts.of(
        DriftMonitorConfig.keys(),
        config.getPropertyNames(),
        key -> config.getOptionalValue(key, String.class));
  }

  void open(@Observes StartupEvent started, DriftMonitorService service) {
    service.start();
  }

  void close(@Observes ShutdownEvent stopping, DriftMonitorService service) {
    service.close();
  }
}
