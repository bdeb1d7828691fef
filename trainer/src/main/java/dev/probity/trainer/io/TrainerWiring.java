// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.io;

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

/** Builds the trainer from its configuration and starts it with the process. */
@Singleton
final class TrainerWiring {

  @Produces
  @Singleton
  TrainerService service(Config config, MeterRegistry registry) {
    TrainerConfig settings = TrainerConfig.parse(values(config));
    return new TrainerService(
        settings,
        ProfileFiles.load(settings.profile()),
        SigningKeyFile.read(settings.signingKeyFile(), settings.signingKeyName()),
        Learners.BUILT_IN,
        TrainerClients.of(settings.kafka()),
        new TrainerMeters(registry),
        InstantSource.system());
  }

  private static Map<String, String> values(Config config) {
    return ConfigTexts.of(
        TrainerConfig.keys(),
        config.getPropertyNames(),
        key -> config.getOptionalValue(key, String.class));
  }

  void start(@Observes StartupEvent started, TrainerService service) {
    service.start();
  }

  void stop(@Observes ShutdownEvent stopping, TrainerService service) {
    service.close();
  }
}
