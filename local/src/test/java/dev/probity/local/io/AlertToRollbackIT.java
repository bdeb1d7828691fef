// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.probity.auditsink.io.LedgerReads;
import dev.probity.auditsink.query.Hop;
import dev.probity.auditsink.query.LedgerCounts;
import dev.probity.local.io.cli.ProbityCommand;
import dev.probity.topics.Topic;
import dev.probity.topics.Topics;
import dev.probity.topics.codec.Decoded;
import dev.probity.topics.io.KafkaSettings;
import dev.probity.topics.record.Alert;
import dev.probity.topics.record.AlertStatus;
import dev.probity.topics.record.AuditEntry;
import dev.probity.topics.record.EventType;
import dev.probity.topics.record.ModelRelease;
import dev.probity.topics.record.Prediction;
import dev.probity.topics.record.ReleaseEvent;
import dev.probity.topics.record.Retraining;
import dev.probity.topics.record.RetrainingState;
import dev.probity.topics.record.Severity;
import dev.probity.trainer.gate.ComplianceChecklist;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * One life of a model as people live it, by the commands they type, while candidates keep coming:
 * an alert, the request it makes, the run, the gate, an approval, a release by two persons, and
 * back again. Everything is asked of the ledger afterwards.
 */
@EnabledIfSystemProperty(
    named = "probity.soak",
    matches = "true",
    disabledReason = "SKIPPED: trains on New York twice while candidates come; --soak runs it")
class AlertToRollbackIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String MODEL = "probity-acs-salary";
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Duration ROLLBACK = Duration.ofSeconds(5);
  private static final Duration PAUSE = Duration.ofMillis(500);
  private static final int SLICE = 50;

  @TempDir private Path folder;
  private Path data = Path.of("");

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void modelIsReplacedAndPutBackWithoutLosingARecord() throws Exception {
    try (RunningFolder running = RunningFolder.start(folder, Map.of());
        ExecutorService hr = Executors.newSingleThreadExecutor()) {
      data = running.path();
      // Given: a model of New York serves, and people apply
      List<Object> history = new ArrayList<>(List.of("ingest", pastCases()));
      history.addAll(List.of("--purpose", "history", "--id", "SERIALNO,SPORDER"));
      history.addAll(List.of("--group", "SERIALNO"));
      done(history.toArray());
      done("retrain", "--reason", "the first model", "--token", token("operator-1"));
      promoted("v1", "operator-2", "card read; pay differs as much");
      AtomicBoolean open = new AtomicBoolean(true);
      Callable<Integer> stream = stream(open);
      Future<Integer> applied = hr.submit(stream);
      simulated("NY", 2_500, 1);

      // When: people of three other states apply, on whom it is wrong more often
      simulated("MS", 1_000, 2);
      simulated("WV", 1_000, 3);
      simulated("AR", 1_000, 4);
      JsonNode run = await("run", () -> runOfAlert());
      assertEquals("drift-monitor", run.path("actor").asText(), run.toString());
      assertEquals("finished", run.path("state").asText(), run.toString());
      String digest = run.path("digest").asText();
      letGo(digest);
      done("model", "rollback", "--reason", "practised", "--token", token("operator-2"));
      await("switch back", () -> switched(digest).size() >= 2 ? true : null);
      open.set(false);
      int sent = applied.get();

      // Then
      settled();
      asksTheLedger(digest);
      conserved(sent + 5_500);
    }
  }

  /** From the gate to champion: who approved does not promote. */
  private void letGo(String digest) throws Exception {
    JsonNode models = json("model", "show", MODEL);
    String first = models.at("/releases/0/digest").asText();
    int judged = run("gate", digest, "--champion", first, "--token", token("operator-2"));
    assertTrue(Set.of(0, 4).contains(judged), err());
    assertTrue(out().contains("maxAucLoss"), out());
    done(
        "model",
        "approve",
        MODEL,
        "v2",
        "--reason",
        "verdict and run read",
        "--token",
        token("operator-2"));
    List<Object> challenge = new ArrayList<>(List.of("model", "challenge", MODEL, "v2"));
    challenge.addAll(List.of("--mode", "shadow", "--checklist", checklist()));
    challenge.addAll(List.of("--reason", "compare first", "--token", token("operator-1")));
    done(challenge.toArray());
    await(
        "cases compared",
        () -> {
          int exit = run("model", "compare", MODEL, "--json");
          JsonNode said = exit == 0 ? JSON.readTree(out()) : JSON.createObjectNode();
          return said.path("challengerCases").asInt() >= 100 ? said : null;
        });
    assertEquals(2, run(promotion("v2", "operator-2", "mine")), out());
    assertTrue(err().contains("approved this release"), err());
    promoted("v2", "operator-1", "better where people changed");
    await("v2 serves", () -> switched(digest).isEmpty() ? null : true);
  }

  /** Which steps the ledger holds, by whom and in which order. */
  private void asksTheLedger(String digest) throws IOException {
    Alert alert =
        first(
            Topics.ALERTS,
            one -> one.state() == AlertStatus.FIRING && one.severity() == Severity.CRITICAL);
    List<Retraining> told =
        held(Topics.RETRAINING).stream()
            .filter(one -> Objects.equals(alert.incidentId(), one.incidentId()))
            .filter(one -> one.state() == RetrainingState.REQUESTED)
            .toList();
    assertEquals(1, told.size(), "one request for the incident");
    List<RetrainingState> states =
        held(Topics.RETRAINING).stream()
            .filter(one -> one.requestId().equals(told.getFirst().requestId()))
            .map(Retraining::state)
            .filter(state -> state != RetrainingState.BLOCKED)
            .toList();
    assertEquals(
        List.of(RetrainingState.REQUESTED, RetrainingState.STARTED, RetrainingState.FINISHED),
        states);
    List<ModelRelease> life =
        held(Topics.MODELS).stream()
            .filter(one -> one.digest().equals(digest) || one.event() == ReleaseEvent.ROLLED_BACK)
            .toList();
    System.out.println(
        life.stream()
            .map(one -> one.event() + " by " + one.actor() + ": " + one.reason())
            .collect(Collectors.joining("\n")));
    assertEquals("drift-monitor", life.getFirst().actor());
    ModelRelease champion =
        life.stream().filter(one -> one.event() == ReleaseEvent.PROMOTED).toList().getLast();
    assertEquals("operator-1", champion.actor());
    assertEquals("operator-2", Objects.requireNonNull(champion.approval()).approvedBy());
    assertTrue(String.valueOf(champion.reason()).startsWith("better where"), champion.reason());
    ModelRelease back = life.getLast();
    assertEquals(ReleaseEvent.ROLLED_BACK, back.event());
    assertEquals("operator-2", back.actor());
    assertEquals("practised", back.reason());
    Instant effective = switched(digest).getLast().at();
    Duration took = Duration.between(back.at(), effective);
    System.out.printf("rollback effective after %d ms%n", took.toMillis());
    assertTrue(took.compareTo(ROLLBACK) <= 0, took.toString());
  }

  private void conserved(int sent) throws IOException {
    try (LedgerReads ledger = ledger()) {
      LedgerCounts counts = ledger.counts();
      System.out.printf(
          "accepted %d = scored %d + rejected %d, lost %d, doubled %d%n",
          counts.accepted(),
          counts.scored(),
          counts.rejectedAfterAcceptance(),
          counts.lost(),
          counts.duplicated());
      assertEquals(sent, counts.accepted());
      assertEquals(sent, counts.scored() + counts.rejectedAfterAcceptance());
      assertEquals(0, counts.lost());
      assertEquals(0, counts.duplicated());
    }
    Set<String> known =
        held(Topics.MODELS).stream().map(ModelRelease::digest).collect(Collectors.toSet());
    Map<String, Long> decided =
        held(Topics.PREDICTIONS).stream()
            .filter(Prediction::decides)
            .collect(Collectors.groupingBy(Prediction::modelDigest, Collectors.counting()));
    assertEquals(known, decided.keySet(), "both releases decided, and nobody else");
    assertEquals(0, run("audit", "verify"), err());
  }

  /** What the ledger holds of a topic, in order within each partition. */
  private <V> List<V> held(Topic<?, V> topic) throws IOException {
    List<V> values = new ArrayList<>();
    try (LedgerReads ledger = ledger()) {
      for (int partition = 0; partition < topic.partitions(); partition++) {
        ledger.stretch(topic, partition, 0, Long.MAX_VALUE, hop -> add(values, topic, hop));
      }
    }
    return values;
  }

  private static <V> void add(List<V> values, Topic<?, V> topic, Hop hop) {
    assertNotNull(hop.value(), "a record without its body: " + hop);
    if (topic.codec().decode(hop.value().toArray()) instanceof Decoded.Valid<V>(V value)) {
      values.add(value);
    }
  }

  private <V> V first(Topic<?, V> topic, Predicate<V> which) throws IOException {
    return held(topic).stream().filter(which).findFirst().orElseThrow();
  }

  /** When scorers took this release, and when they left it. */
  private List<AuditEntry> switched(String digest) throws IOException {
    return held(Topics.AUDIT).stream()
        .filter(one -> one.event() == EventType.MODEL_SWITCHED && one.module().equals("scorer"))
        .filter(one -> digest.equals(one.modelDigest()) || digest.equals(one.previousDigest()))
        .toList();
  }

  private LedgerReads ledger() throws IOException {
    try (LedgerAccess access = LedgerAccess.open(data)) {
      return LedgerReads.connect(access.reader(), LedgerAccess.names(), access.vault());
    }
  }

  /** Waits until the ledger has what the topics have, and has read it. */
  private void settled() throws Exception {
    TopicRows rows =
        new TopicRows(
            KafkaSettings.parse(
                Map.of("kafka.bootstrap.servers", "127.0.0.1:" + DataFolder.portsOf(data).kafka()),
                "test"));
    await(
        "the ledger",
        () -> {
          try (LedgerReads ledger = ledger()) {
            LedgerReads.Progress progress = ledger.progress();
            boolean all = progress.size() == rows.audited();
            return all && progress.projected() >= progress.size() ? true : null;
          }
        });
  }

  /** Small groups of people until told to stop; how many. */
  private Callable<Integer> stream(AtomicBoolean open) throws IOException {
    Path made = folder.resolve("apply");
    done("simulate", "none", "--states", "MA+WA", "--cases", 30_000, "--seed", 7, "--out", made);
    List<String> lines = Files.readAllLines(made.resolve("candidates.jsonl"));
    return () -> {
      int sent = 0;
      while (open.get() && sent + SLICE <= lines.size()) {
        Path slice = folder.resolve("apply-" + sent + ".jsonl");
        Files.write(slice, lines.subList(sent, sent + SLICE));
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        try (PrintStream print = new PrintStream(said, true, UTF_8)) {
          String[] words = {"ingest", slice.toString(), "--data", data.toString()};
          assertEquals(0, ProbityCommand.line(print, print).execute(words), said.toString(UTF_8));
        }
        sent += SLICE;
        LockSupport.parkNanos(PAUSE.toNanos());
      }
      return sent;
    };
  }

  private void simulated(String states, int cases, int seed) {
    done("simulate", "none", "--states", states, "--cases", cases, "--seed", seed, "--to-topics");
  }

  private JsonNode runOfAlert() throws IOException {
    for (JsonNode one : json("runs", "list").path("runs")) {
      boolean over = !one.path("state").asText().equals("running");
      if (over && !one.path("run").asText().startsWith("retrain-")) {
        return json("runs", "show", one.path("run").asText());
      }
    }
    return null;
  }

  private void promoted(String version, String person, String reason) throws IOException {
    done(promotion(version, person, reason));
  }

  private Object[] promotion(String version, String person, String reason) throws IOException {
    return new Object[] {
      "model",
      "promote",
      version,
      "--waive",
      "impactRatio[RAC1P=8]",
      "--waive",
      "parityDifference[RAC1P=8]",
      "--reason",
      reason,
      "--token",
      token(person)
    };
  }

  private Path token(String person) throws IOException {
    return DataFolder.view(data).token(person);
  }

  private Path checklist() throws IOException {
    return Files.write(
        folder.resolve("answers.txt"),
        ComplianceChecklist.QUESTIONS.keySet().stream().map(name -> name + ": on file").toList());
  }

  private Path pastCases() throws IOException {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(
                    Objects.requireNonNull(
                        DataFolder.class.getResourceAsStream("/acs/acs-sample.csv.gz"))),
                UTF_8))) {
      return Files.write(
          folder.resolve("past-cases.csv"),
          lines.lines().filter(line -> line.endsWith(",ROLE") || line.endsWith(",train")).toList());
    }
  }

  /** What a question answers once it does. */
  private static <V> V await(String what, Callable<V> question) throws Exception {
    Instant end = Instant.now().plus(PATIENCE);
    V answer = question.call();
    while (answer == null) {
      assertTrue(Instant.now().isBefore(end), "in vain: " + what);
      LockSupport.parkNanos(PAUSE.toNanos());
      answer = question.call();
    }
    return answer;
  }

  private void done(Object... words) {
    assertEquals(0, run(words), err());
  }

  private JsonNode json(Object... words) throws IOException {
    List<Object> all = new ArrayList<>(Arrays.asList(words));
    all.add("--json");
    done(all.toArray());
    return JSON.readTree(out());
  }

  private int run(Object... words) {
    out.reset();
    err.reset();
    List<String> typed = new ArrayList<>();
    Arrays.stream(words).map(String::valueOf).forEach(typed::add);
    typed.addAll(List.of("--data", data.toString()));
    try (PrintStream results = new PrintStream(out, true, UTF_8);
        PrintStream rest = new PrintStream(err, true, UTF_8)) {
      return ProbityCommand.line(results, rest).execute(typed.toArray(String[]::new));
    }
  }

  private String out() {
    return out.toString(UTF_8);
  }

  private String err() {
    return err.toString(UTF_8);
  }
}
