// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.driftmonitor.MonitorListener;
import dev.probity.driftmonitor.Note;
import dev.probity.driftmonitor.io.DriftMonitorConfig;
import dev.probity.driftmonitor.io.DriftMonitorService;
import dev.probity.local.io.cli.ProbityCommand;
import dev.probity.local.io.demo.TrainedRelease;
import dev.probity.scorer.Scoring;
import dev.probity.scorer.ScoringResult;
import dev.probity.topics.EventHeaders;
import dev.probity.topics.Topics;
import dev.probity.topics.Trace;
import dev.probity.topics.codec.Codecs;
import dev.probity.topics.codec.Decoded;
import dev.probity.topics.io.KafkaSettings;
import dev.probity.topics.io.ProfileFiles;
import dev.probity.topics.profile.Profile;
import dev.probity.topics.record.Alert;
import dev.probity.topics.record.AlertStatus;
import dev.probity.topics.record.Candidate;
import dev.probity.topics.record.CandidateEvent;
import dev.probity.topics.record.Prediction;
import dev.probity.topics.record.Severity;
import dev.probity.topics.record.Signal;
import dev.probity.topics.record.SignalKind;
import dev.probity.topics.record.SignalSeries;
import dev.probity.topics.record.WindowStatus;
import dev.probity.topics.record.WindowType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.streams.KafkaStreams;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code probity simulate --to-topics} on a real broker: the live monitor's alarms are about what
 * the truth says was done, and about nothing where nothing was.
 */
@EnabledIfSystemProperty(
    named = "probity.soak",
    matches = "true",
    disabledReason = "SKIPPED: trains a release and streams three simulations; --soak runs it")
class SimulatedAlarmIT {
  private static final Profile PROFILE = ProfileFiles.load("acs-salary");
  private static final int CASES = 8_000;
  private static final int FROM = 4_000;
  private static final int WINDOW = 1_000;
  private static final long PATIENCE_SECONDS = 120;

  @TempDir private static Path folder;

  private static TrainedRelease release;

  @BeforeAll
  static void trainOnce() throws IOException {
    release = TrainedRelease.train(PROFILE, folder);
  }

  /** What the monitor tells. */
  private static final class Told implements MonitorListener {
    private final BlockingQueue<Signal> closed = new LinkedBlockingQueue<>();
    private final List<Alert> alerts = new ArrayList<>();

    @Override
    public void noted(Note note) {}

    @Override
    public void signalled(Signal signal) {
      if (signal.series().windowType() == WindowType.COUNT
          && signal.series().metric().equals("accuracy")
          && signal.series().kind() == SignalKind.REALIZED
          && signal.window().status() == WindowStatus.FINAL) {
        closed.add(signal);
      }
    }

    @Override
    public synchronized void alerted(Alert alert) {
      if (alert.state() == AlertStatus.FIRING) {
        alerts.add(alert);
      }
    }

    @Override
    public void waiting(int partition, int predictions) {}

    /** What fired so far, as metric, column, group. */
    synchronized Set<String> fired(boolean loud) {
      return alerts.stream()
          .filter(alert -> loud == (alert.severity() != Severity.DIAGNOSTIC))
          .map(Alert::series)
          .map(SimulatedAlarmIT::name)
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  private static String name(SignalSeries series) {
    return Stream.of(series.metric(), series.column(), series.segment())
        .filter(part -> !part.isEmpty() && !part.equals("all"))
        .collect(Collectors.joining(" "));
  }

  /** Simulates onto the topics of a new broker and lets the monitor read all of it. */
  private Told run(String kind, String... options) throws IOException, InterruptedException {
    Path here = folder.resolve(kind);
    Ports ports = Ports.anyFree(new Random());
    try (EmbeddedBroker broker =
        EmbeddedBroker.start(here.resolve("kafka"), ports.kafka(), ports.controller())) {
      DriftMonitorConfig config =
          DriftMonitorConfig.parse(
              Map.of(
                  "kafka.bootstrap.servers", broker.bootstrapServers(),
                  "probity.instance.id", "it",
                  "probity.monitor.early-outcomes", "100000",
                  "probity.monitor.chunk-rows", Integer.toString(WINDOW),
                  "probity.monitor.state-dir", here.resolve("state").toString()));
      LocalTopics.make(config.kafka());
      simulate(broker.bootstrapServers(), kind, options);
      decide(config.kafka());
      Told told = new Told();
      try (KafkaStreams streams =
          new KafkaStreams(
              DriftMonitorService.topology(
                  config,
                  PROFILE,
                  digest -> digest.equals(release.serving().digest()) ? release.monitored() : null,
                  told,
                  "test"),
              DriftMonitorService.properties(config))) {
        streams.start();
        for (int window = 0; window < CASES / WINDOW; window++) {
          assertNotNull(
              told.closed.poll(PATIENCE_SECONDS, TimeUnit.SECONDS), "closed windows: " + window);
        }
      }
      System.out.printf("simulated %s: %s; %s%n", kind, told.fired(true), told.fired(false));
      return told;
    }
  }

  private static void simulate(String brokers, String kind, String... options) {
    List<String> words = new ArrayList<>(List.of("simulate", kind, "--to-topics"));
    words.addAll(List.of("--cases", "" + CASES, "--from", "" + FROM));
    words.addAll(List.of("--bootstrap-servers", brokers));
    words.addAll(Arrays.asList(options));
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    PrintStream nowhere = new PrintStream(new ByteArrayOutputStream(), true, UTF_8);
    int exit =
        ProbityCommand.line(nowhere, new PrintStream(err, true, UTF_8))
            .execute(words.toArray(String[]::new));
    assertEquals(0, exit, () -> err.toString(UTF_8));
  }

  /** Every candidate on the topic through the scorer's own code. */
  private static void decide(KafkaSettings kafka) {
    try (Producer<byte[], byte[]> producer = new KafkaProducer<>(kafka.producer("scorer"))) {
      RecordedEvents.on(kafka)
          .readAll(
              Topics.CANDIDATES,
              event -> {
                if (Codecs.candidateEvent(event.type(), event.data().toArray())
                        instanceof Decoded.Valid<CandidateEvent>(Candidate candidate)
                    && Scoring.score(release.serving(), candidate, event.position(), event.time())
                        instanceof ScoringResult.Scored(Prediction prediction)) {
                  send(producer, kafka, prediction);
                }
              });
      producer.flush();
    }
  }

  private static void send(
      Producer<byte[], byte[]> producer, KafkaSettings kafka, Prediction prediction) {
    producer.send(
        new ProducerRecord<>(
            kafka.names().of(Topics.PREDICTIONS),
            prediction.source().partition(),
            Topics.PREDICTIONS.keyCodec().encode(prediction.key()),
            Topics.PREDICTIONS.codec().encode(prediction),
            EventHeaders.prediction(prediction, prediction.eventTime(), Trace.NONE)));
  }

  @Test
  void nothingRingsWhereNothingWasDone() throws Exception {
    // When
    Told told = run("none");

    // Then
    assertEquals(Set.of(), told.fired(true));
    assertTrue(told.fired(false).stream().noneMatch(one -> one.startsWith("deviation")));
  }

  @Test
  void biasRingsForTheGroupItWasDoneTo() throws Exception {
    // When
    Told told = run("bias", "--group", "SEX=2", "--share", "0.6");

    // Then
    Set<String> loud = told.fired(true);
    assertTrue(loud.contains("group_overprediction SEX 2"), loud.toString());
    assertTrue(loud.contains("overprediction_critical"), loud.toString());
    assertTrue(loud.stream().noneMatch(one -> one.contains("SEX 1")), loud.toString());
    assertTrue(loud.stream().noneMatch(one -> one.contains("underprediction")), loud.toString());
  }

  @Test
  void driftIsFoundInItsColumnAndInNoOther() throws Exception {
    // When
    Told told = run("drift", "--column", "WKHP", "--factor", "0.7");

    // Then
    Set<String> found =
        told.fired(false).stream()
            .filter(one -> one.startsWith("deviation"))
            .filter(one -> !one.endsWith("probability"))
            .collect(Collectors.toSet());
    assertEquals(Set.of("deviation WKHP"), found);
  }
}
