// SPDX-License-Identifier: Apache-2.0
package dev.probity.explainer.io;

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

/** Builds the explainer from its configuration and starts it when the process has started. */
@Singleton
final class ExplainerWiring {

  @Produces
  @Singleton
  ExplainerService explainer(Config config, MeterRegistry registry) {
    ExplainerConfig settings = ExplainerConfig.parse(values(config));
    return new ExplainerService(
        settings,
        ProfileFiles.load(settings.profile()),
        settings.models().open(),
        registry,
        InstantSource.system(),
        config.getOptionalValue("quarkus.application.version", String.class).orElse("unknown"));
  }

  private static Map<String, String> values(Config config) {
    return ConfigTexts.of(
        ExplainerConfig.keys(),
        config.getPropertyNames(),
        key -> config.getOptionalValue(key, String.class));
  }

  void open(@Observes StartupEvent started, ExplainerService service) {
    service.start();
  }

  void close(@Observes ShutdownEvent stopping, ExplainerService service) {
    service.close();
  }
}
