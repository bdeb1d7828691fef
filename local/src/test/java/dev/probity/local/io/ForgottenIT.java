// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.auditsink.io.LedgerReads;
import dev.probity.local.io.cli.ProbityCommand;
import dev.probity.model.bundle.SigningKey;
import dev.probity.topics.Candidates;
import dev.probity.topics.EventHeaders;
import dev.probity.topics.Outcomes;
import dev.probity.topics.SubjectRule;
import dev.probity.topics.Topic;
import dev.probity.topics.TopicNames;
import dev.probity.topics.Topics;
import dev.probity.topics.Trace;
import dev.probity.topics.io.KafkaSettings;
import dev.probity.topics.io.ProfileFiles;
import dev.probity.topics.record.Candidate;
import dev.probity.topics.record.Outcome;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigOp.OpType;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Twenty of forty people are forgotten, and every file of a running folder is searched for them:
 * broker, database, archive, monitor and logs. The topics' retention is let pass, as the
 * certificate says.
 */
@EnabledIfSystemProperty(
    named = "probity.soak",
    matches = "true",
    disabledReason = "SKIPPED: the search waits for the broker's retention; --soak runs it")
class ForgottenIT {
  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final String CANARY = "kanarienvogel";
  private static final int PEOPLE = 20;
  private static final String WAITING = "probity-drift-monitor-waiting-changelog";

  @TempDir private Path folder;
  private final ByteArrayOutputStream told = new ByteArrayOutputStream();

  @Test
  void nothingOfThemIsLeftInAnyFile() throws Exception {
    Path data = folder.resolve("data");
    Path archive = folder.resolve("archive");
    DataFolder.open(data, () -> Ports.anyFree(new Random())).close();
    Map<String, String> settings = Map.of("probity.audit.archive", archive.toString());
    Object[] up = {"up", "--data", data};
    Map<String, Integer> before;
    try (ProbityProcess first = ProbityProcess.start(folder.resolve("up"), settings, up)) {
      first.awaitOut("pid ");
      recordEverybody(data);
      before = search();
      for (int i = 0; i < PEOPLE; i++) {
        assertEquals(
            0, run(data, "audit", "erase", CANARY + "-" + i, "--request", "R-" + i), told());
      }
      first.terminate();
      assertEquals(143, first.awaitExit(), first.err());
    }
    System.out.println("before: files that name one of them, by place: " + before);
    assertTrue(before.containsKey("kafka"), "the search finds nothing at all: " + before);

    // The broker looks for what is over its retention half a minute after its start, and the
    // start itself gives the topics their usual one.
    try (ProbityProcess again = ProbityProcess.start(folder.resolve("up2"), settings, up)) {
      again.awaitOut("pid ");
      letRetentionPass(data);
      await("the topics' retention", () -> !search().containsKey("kafka"), this::where);
      assertEquals(0, run(data, "audit", "verify"), told());
      again.terminate();
      assertEquals(143, again.awaitExit(), again.err());
    }
    Map<String, Integer> after = search();
    System.out.println("after: " + after);
    assertEquals(Map.of(), after);
    assertTrue(Files.isDirectory(archive.resolve("tile")), "nothing was archived");
  }

  private void recordEverybody(Path data) throws Exception {
    DataFolder view = DataFolder.view(data);
    byte[] seed = Base64.getDecoder().decode(Files.readString(view.key("models.key")).strip());
    KafkaSettings kafka = kafka(data);
    try (Producer<byte[], byte[]> producer = new KafkaProducer<>(kafka.producer("hr"))) {
      send(
          producer,
          TinyRelease.promote(
              ProfileFiles.load("acs-salary"),
              1,
              view.models(),
              TopicNames.PLAIN,
              SigningKey.of("probity-trainer", seed)));
      for (int i = 0; i < PEOPLE; i++) {
        for (String name : List.of(CANARY, "somebody")) {
          Candidate candidate = Candidates.withId(name + "-" + i);
          send(producer, record(Topics.CANDIDATES, candidate.key(), candidate));
        }
      }
      TopicRows rows = new TopicRows(kafka);
      await("explanations", () -> rows.values(Topics.EXPLANATIONS).size() == 2 * PEOPLE);
      for (int i = 0; i < PEOPLE; i++) {
        Outcome outcome = Outcomes.of(CANARY + "-" + i, 30_000);
        send(producer, record(Topics.OUTCOMES, outcome.candidateId(), outcome));
      }
      byte[] broken = ("no json of " + CANARY + "-0").getBytes(UTF_8);
      byte[] key = (CANARY + "-0").getBytes(UTF_8);
      send(producer, new ProducerRecord<>(Topics.CANDIDATES.name(), 0, key, broken));
      await("the reject", () -> rows.rejects().size() == 1);
      try (LedgerReads ledger = LedgerReads.connect(LocalServices.reader(view), TopicNames.PLAIN)) {
        await("the ledger", () -> ledger.progress().size() == rows.audited());
      }
    }
  }

  private static <V> ProducerRecord<byte[], byte[]> record(
      Topic<String, V> topic, String key, V value) {
    Instant now = Instant.now();
    return new ProducerRecord<>(
        topic.name(),
        null,
        topic.keyCodec().encode(key),
        topic.codec().encode(value),
        switch (value) {
          case Candidate candidate ->
              EventHeaders.candidate(candidate, "e-" + key, "/hr", now, Trace.NONE);
          case Outcome outcome -> EventHeaders.outcome(outcome, "o-" + key, "/hr", now, Trace.NONE);
          default -> throw new IllegalArgumentException(topic.name());
        });
  }

  private static void send(Producer<byte[], byte[]> to, ProducerRecord<byte[], byte[]> one)
      throws Exception {
    to.send(one).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  /** What the broker does by itself after thirty days, asked for now. */
  private static void letRetentionPass(Path data) throws Exception {
    Map<ConfigResource, Collection<AlterConfigOp>> changes = new HashMap<>();
    List<AlterConfigOp> soon = new ArrayList<>();
    for (String key : List.of("retention.ms", "file.delete.delay.ms")) {
      soon.add(new AlterConfigOp(new ConfigEntry(key, "1"), OpType.SET));
    }
    for (Topic<?, ?> topic : Topics.audited()) {
      if (topic.subject() != SubjectRule.NONE && topic.retention() != null) {
        changes.put(new ConfigResource(ConfigResource.Type.TOPIC, topic.name()), soon);
      }
    }
    changes.put(new ConfigResource(ConfigResource.Type.TOPIC, WAITING), soon);
    try (Admin admin = Admin.create(kafka(data).admin())) {
      admin.incrementalAlterConfigs(changes).all().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }
  }

  /** How many files name one of them, by the folder they lie in. */
  private Map<String, Integer> search() {
    Map<String, Integer> hits = new TreeMap<>();
    for (Path file : where()) {
      String place = file.getName(file.startsWith("data") ? 1 : 0).toString();
      hits.merge(place, 1, Integer::sum);
    }
    return hits;
  }

  private List<Path> where() {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .filter(names(CANARY))
          .map(folder::relativize)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (UncheckedIOException movedMeanwhile) {
      return where();
    }
  }

  private static Predicate<Path> names(String canary) {
    return file -> {
      try {
        return file.getFileName().toString().contains(canary)
            || Files.readString(file, ISO_8859_1).contains(canary);
      } catch (NoSuchFileException gone) {
        return false;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    };
  }

  private int run(Path data, String... words) {
    List<String> arguments = new ArrayList<>(List.of(words));
    arguments.addAll(List.of("--data", data.toString()));
    PrintStream print = new PrintStream(told, true, UTF_8);
    return ProbityCommand.line(print, print).execute(arguments.toArray(String[]::new));
  }

  private String told() {
    return told.toString(UTF_8);
  }

  private interface Check {
    boolean holds() throws IOException;
  }

  private static void await(String what, Check check) throws IOException {
    await(what, check, List::of);
  }

  private static void await(String what, Check check, Supplier<List<Path>> left)
      throws IOException {
    Instant end = Instant.now().plus(PATIENCE);
    while (!check.holds()) {
      assertTrue(Instant.now().isBefore(end), () -> what + " did not come; left: " + left.get());
    }
  }

  private static KafkaSettings kafka(Path data) throws IOException {
    return KafkaSettings.parse(
        Map.of(
            "kafka.bootstrap.servers",
            "127.0.0.1:" + DataFolder.portsOf(data).kafka(),
            "probity.instance.id",
            "it"),
        "test");
  }
}
