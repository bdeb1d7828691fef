// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.io;

import dev.probity.topics.io.ConfigKey;
import dev.probity.topics.io.ProfileFiles;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
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
        new XgboostLearner(),
        TrainerClients.of(settings.kafka()),
        new TrainerMeters(registry),
        InstantSource.system());
  }

  /**
   * Known keys are asked for by name, so that environment variables can set them; others are shown
   * to the parser, which refuses them, unless they are how such a variable is guessed back.
   */
  private static Map<String, String> values(Config config) {
    Set<String> keys = new TreeSet<>();
    Set<String> variables = new TreeSet<>();
    for (ConfigKey key : TrainerConfig.keys()) {
      keys.add(key.name());
      variables.add(key.environment());
    }
    for (String name : config.getPropertyNames()) {
      boolean ours = name.startsWith("probity.trainer.") || name.startsWith("kafka.");
      if (ours && !variables.contains(new ConfigKey(name, "", null, "").environment())) {
        keys.add(name);
      }
    }
    Map<String, String> values = new HashMap<>();
    for (String key : keys) {
      config.getOptionalValue(key, String.class).ifPresent(value -> values.put(key, value));
    }
    return values;
  }

  void start(@Observes StartupEvent started, TrainerService service) {
    service.start();
  }

  void stop(@Observes ShutdownEvent stopping, TrainerService service) {
    service.close();
  }
}
