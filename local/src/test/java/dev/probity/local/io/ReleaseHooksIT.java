// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.topics.EventHeaders;
import dev.probity.topics.Topics;
import dev.probity.topics.record.ModelRelease;
import dev.probity.topics.record.ReleaseEvent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged application tells two receivers of releases, of which one is away at first. */
class ReleaseHooksIT {
  private static final String OTHER_SECRET = "whsec_b3RoZXIgcmVjZWl2ZXIsIG90aGVyIHNlY3JldA==";
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

  @TempDir private Path folder = Path.of("unset");

  @Test
  void everyChangeOfAReleaseIsToldToAllReceivers() throws Exception {
    Path first = Files.writeString(folder.resolve("one.secret"), HookReceiver.SECRET);
    Path second = Files.writeString(folder.resolve("other.secret"), OTHER_SECRET);
    try (HookReceiver one = HookReceiver.start();
        HookReceiver other = HookReceiver.start(OTHER_SECRET)) {
      // Given
      other.failNext(3);
      Map<String, String> settings =
          Map.of(
              "probity.ingest.release-webhook.urls",
              one.url() + "," + other.url(),
              "probity.ingest.release-webhook.secret-files",
              first + "," + second);
      try (InferenceServer server = InferenceServer.start(folder, 1, settings)) {
        // When
        change(server);

        // Then
        await(one);
        await(other);
        assertTrue(other.failed() >= 3, "the receiver was away: " + other.failed());
        assertTrue(one.states("probity-acs-salary").contains("champion"), "who serves");
      }
    }
  }

  /** A model nobody scores with. */
  private static void change(InferenceServer server) throws Exception {
    try (Producer<byte[], byte[]> producer =
        new KafkaProducer<>(server.kafka().producer("releases"))) {
      for (ModelRelease one :
          List.of(
              told(ReleaseEvent.REGISTERED, null, 1),
              told(ReleaseEvent.PROMOTED, "champion", 2),
              told(ReleaseEvent.ROLLED_BACK, "champion", 3),
              told(ReleaseEvent.RETIRED, null, 4))) {
        producer
            .send(
                new ProducerRecord<>(
                    server.kafka().names().of(Topics.MODELS),
                    null,
                    Topics.MODELS.keyCodec().encode(one.key()),
                    Topics.MODELS.codec().encode(one),
                    EventHeaders.release(one, "trainer", one.at())))
            .get();
      }
    }
  }

  private static void await(HookReceiver receiver) {
    List<String> expected = List.of("registered", "champion", "rolled-back", "retired");
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (!receiver.states("told").equals(expected)) {
      assertTrue(System.nanoTime() < deadline, "told: " + receiver.states("told"));
      LockSupport.parkNanos(50_000_000);
    }
    assertEquals(List.of(), receiver.problems());
  }

  private static ModelRelease told(ReleaseEvent event, String alias, int seconds) {
    return new ModelRelease(
        "told",
        event,
        alias,
        "v1",
        "ab".repeat(32),
        "nowhere",
        "acs-salary",
        "cd".repeat(32),
        null,
        null,
        null,
        null,
        "it",
        null,
        Instant.EPOCH.plusSeconds(seconds));
  }
}
