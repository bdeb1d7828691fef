// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.driftmonitor.io.DriftMonitorConfig;
import dev.probity.driftmonitor.io.DriftMonitorService;
import dev.probity.local.io.cli.ProbityCommand;
import dev.probity.topics.Profiles;
import dev.probity.topics.io.FolderModelStore;
import dev.probity.topics.record.Alert;
import dev.probity.topics.record.AlertStatus;
import dev.probity.topics.record.Severity;
import dev.probity.topics.record.SignalFamily;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An alert from the record that causes it to what an operator reads and says about it. */
class AlertDeskIT {
  private static final int CHUNK = 100;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private static Path folder;
  private static EmbeddedBroker broker;
  private static DataFolder data;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @BeforeAll
  static void startBroker() throws IOException {
    data = DataFolder.open(folder.resolve("data"), () -> Ports.anyFree(new Random()));
    Identity.prepare(data, Instant.now());
    broker = EmbeddedBroker.start(data.kafka(), data.ports().kafka(), data.ports().controller());
  }

  @AfterAll
  static void stopBroker() throws IOException {
    broker.close();
    data.close();
  }

  private static DriftMonitorConfig config() {
    return DriftMonitorConfig.parse(
        Map.of(
            "kafka.bootstrap.servers", broker.bootstrapServers(),
            "probity.instance.id", "it",
            "probity.models.dir", folder.resolve("models").toString(),
            "probity.models.trusted-keys-file", folder.resolve("keys").toString(),
            "probity.monitor.state-dir", folder.resolve("state").toString(),
            "probity.monitor.chunk-rows", Integer.toString(CHUNK)));
  }

  /** A verb on the data folder; its exit code. */
  private int run(String... words) {
    out.reset();
    err.reset();
    List<String> arguments = new ArrayList<>(List.of(words));
    arguments.addAll(List.of("--data", data.path().toString()));
    return ProbityCommand.line(new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8))
        .execute(arguments.toArray(String[]::new));
  }

  private String told() {
    return out.toString(UTF_8) + err.toString(UTF_8);
  }

  @Test
  void anOperatorReadsTakesNoteOfAndSilencesAnAlert() throws Exception {
    // Given: hours stop coming after 300 candidates
    LocalTopics.make(config().kafka());
    DecidedStream stream = new DecidedStream(CHUNK);
    String digest = stream.release(folder);
    AlertDesk desk = new AlertDesk(config().kafka(), InstantSource.system());
    String alertId;
    try (DriftMonitorService service =
        new DriftMonitorService(
            config(),
            Profiles.acsSalary(),
            new FolderModelStore(config().modelsDir())::fetch,
            new SimpleMeterRegistry(),
            InstantSource.system(),
            "test")) {
      service.start();
      try (Producer<byte[], byte[]> producer =
          new KafkaProducer<>(config().kafka().producer("test"))) {
        for (int i = 0; i < 300; i++) {
          stream.send(producer, stream.next(i, digest));
        }
        for (int i = 300; i < 600; i++) {
          stream.send(producer, stream.next(i, digest, Double.NaN));
        }
      }
      Alert alert = await(desk);
      alertId = alert.alertId();
      assertEquals(Severity.WARNING, alert.severity());

      // When
      assertEquals(0, run("monitor", "status"), told());
      System.out.println(told());
      assertTrue(told().contains("missing_rate of WKHP"), told());
      assertTrue(told().contains("monitor incident " + incident(alert)), told());
      assertEquals(0, run("monitor", "incident", incident(alert)), told());
      System.out.println(told());
      assertTrue(told().contains("warning     firing    missing_rate of WKHP"), told());
      assertTrue(told().contains("Share of rows without a value"), told());
      assertTrue(told().contains("E=10^"), told());

      // Then
      assertTaken(desk, alertId);
      assertSilenced(desk, alertId);
      assertRefused(alertId);
    }
    assertStandsWithoutAnAnswer(alertId);
  }

  private static String incident(Alert alert) {
    return String.valueOf(alert.incidentId()).substring(0, 12);
  }

  private static Alert await(AlertDesk desk) {
    Instant deadline = Instant.now().plus(PATIENCE);
    List<Alert> alerts = List.of();
    while (Instant.now().isBefore(deadline)) {
      alerts = desk.alerts();
      for (Alert one : alerts) {
        if (one.series().family() == SignalFamily.DQ && one.state() == AlertStatus.FIRING) {
          return one;
        }
      }
    }
    throw new AssertionError("no alert on the data fires: " + alerts);
  }

  private static Alert alert(AlertDesk desk, String alertId) {
    return desk.alerts().stream()
        .filter(one -> one.alertId().equals(alertId))
        .findFirst()
        .orElseThrow();
  }

  private void assertTaken(AlertDesk desk, String alertId) {
    assertEquals(
        0,
        run("monitor", "ack", alertId.substring(0, 8), "--reason", "the feed is mended"),
        told());
    Alert taken = alert(desk, alertId);
    assertEquals("operator-1", taken.acknowledgedBy());
    assertEquals("the feed is mended", taken.reason());
    assertEquals(AlertStatus.FIRING, taken.state());
  }

  private void assertSilenced(AlertDesk desk, String alertId) {
    Instant hour = Instant.now().plus(Duration.ofHours(1));
    assertEquals(
        0,
        run("monitor", "silence", alertId, "--reason", "known until then", "--until", "PT2H"),
        told());
    Instant until = alert(desk, alertId).silencedUntil();
    assertTrue(until != null && until.isAfter(hour), told());
    assertEquals(0, run("monitor", "status"), told());
    assertTrue(told().contains("operator-1: known until then, silent until " + until), told());
  }

  private void assertRefused(String alertId) {
    assertEquals(2, run("monitor", "ack", "ffffffff", "--reason", "none such"), told());
    assertTrue(told().contains("no open alert has an id that begins so"), told());
    assertEquals(2, run("monitor", "ack", alertId.substring(0, 3), "--reason", "short"), told());
    assertTrue(told().contains("at least 6"), told());
    int exit =
        run(
            "monitor",
            "ack",
            alertId,
            "--reason",
            "not mine",
            "--token",
            data.token("recruiter-1").toString());
    assertFalse(exit == 0, told());
    assertTrue(told().contains("recruiter-1 is recruiter, and may not do this"), told());
  }

  /** Nobody listens: the word is on record, and the operator is told that it is not answered. */
  private void assertStandsWithoutAnAnswer(String alertId) {
    assertEquals(7, run("monitor", "ack", alertId, "--reason", "later", "--timeout", "2"), told());
    assertTrue(told().contains("The word is on record and stands"), told());
  }
}
