// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.local.io.EmbeddedBroker;
import dev.probity.local.io.Ports;
import dev.probity.topics.io.KafkaSettings;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RawLimitsIT {
  @TempDir private Path folder = Path.of("unset");

  @Test
  void measuresEveryLimitAndSeesEveryPacedRecordOnce() throws Exception {
    // Given
    Ports ports = Ports.anyFree(new Random());
    try (EmbeddedBroker broker =
        EmbeddedBroker.start(folder.resolve("kafka"), ports.kafka(), ports.controller())) {
      KafkaSettings kafka =
          KafkaSettings.parse(
              Map.of(
                  "kafka.bootstrap.servers",
                  broker.bootstrapServers(),
                  "probity.instance.id",
                  "it"),
              "bench");

      // When
      RawLimits.Figures figures =
          new RawLimits(kafka, List.of(new byte[900]), InstantSource.system())
              .measure(2_000, 50, 2);

      // Then
      assertTrue(figures.produce() > 0 && figures.consume() > 0 && figures.hop() > 0);
      assertEquals(100, figures.delay().n());
      assertTrue(figures.delay().p50() <= figures.delay().p99());
    }
  }
}
