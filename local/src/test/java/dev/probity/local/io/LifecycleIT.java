// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.probity.local.io.cli.ProbityCommand;
import dev.probity.model.ModelDigest;
import dev.probity.model.bundle.BundleFiles;
import dev.probity.model.eval.Brier;
import dev.probity.model.eval.RocAuc;
import dev.probity.model.eval.ScoredRows;
import dev.probity.scorer.io.ScorerConfig;
import dev.probity.scorer.io.ScorerService;
import dev.probity.topics.EventHeaders;
import dev.probity.topics.Topics;
import dev.probity.topics.Trace;
import dev.probity.topics.codec.Decoded;
import dev.probity.topics.io.FolderModelStore;
import dev.probity.topics.io.KafkaSettings;
import dev.probity.topics.io.ProfileFiles;
import dev.probity.topics.io.TopicAdmin;
import dev.probity.topics.io.TopicReader;
import dev.probity.topics.profile.Label;
import dev.probity.topics.profile.Profile;
import dev.probity.topics.record.AttributeValue;
import dev.probity.topics.record.Candidate;
import dev.probity.topics.record.ModelRelease;
import dev.probity.topics.record.Outcome;
import dev.probity.topics.record.Prediction;
import dev.probity.topics.record.Protected;
import dev.probity.topics.record.Provenance;
import dev.probity.topics.record.Purpose;
import dev.probity.topics.record.ReleaseEvent;
import dev.probity.topics.record.ReleaseLineage;
import dev.probity.topics.record.SourcePosition;
import dev.probity.trainer.gate.ComplianceChecklist;
import dev.probity.trainer.io.mlflow.RunRegistries;
import dev.probity.trainer.mlflow.MlflowDataset;
import dev.probity.trainer.mlflow.MlflowRun;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.zip.GZIPInputStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A release from its registration to its end, by the commands people use, on a real broker. */
class LifecycleIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int PEOPLE = 1_200;
  private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

  private static final Profile PROFILE = ProfileFiles.load("acs-salary");

  @TempDir private static Path place;
  private static DataFolder folder;
  private static EmbeddedBroker broker;
  private static ReleaseDesk desk;
  private static KafkaSettings settings;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Map<String, Boolean> poor = new HashMap<>();

  @BeforeAll
  static void start() throws Exception {
    Ports ports = Ports.anyFree(new Random());
    folder = DataFolder.open(place.resolve("data"), () -> ports);
    broker = EmbeddedBroker.start(folder.kafka(), ports.kafka(), ports.controller());
    Secrets.prepare(folder);
    Identity.prepare(folder, Instant.now());
    Files.writeString(
        folder.key(Secrets.TRUSTED), TinyRelease.vkey() + "\n", StandardOpenOption.APPEND);
    settings =
        KafkaSettings.parse(Map.of("kafka.bootstrap.servers", broker.bootstrapServers()), "test");
    try (Admin admin = Admin.create(settings.admin())) {
      TopicAdmin topics = new TopicAdmin(admin, settings.names(), Topics.all());
      topics.apply(topics.plan(), Set.of());
    }
    desk = new ReleaseDesk(settings);
  }

  @AfterAll
  static void stop() throws Exception {
    broker.close();
    folder.close();
  }

  @Test
  void releaseGoesFromRegisteredToChampionByTwoPersonsAndItsCardSaysSo() throws Exception {
    // Given
    String name = "lifecycle";
    String first = register(name, 1, COMMIT);
    String second = register(name, 2, COMMIT);

    // Then: who trained it may not let it go; another may, and again changes nothing
    refused("trained this release", "operator-1", "promote", "v1", "--model", name);
    done("operator-2", "promote", "v1", "--model", name);
    int said = desk.records().size();
    done("operator-2", "promote", first, "--model", name);
    assertEquals(said, desk.records().size(), "promoted again, nothing is announced");
    assertTrue(text(out).contains("stands"), text(out));
    assertEquals(1, alias(name, "champion"));

    // And: the second is approved by another than who trained it
    refused("trained this release", "operator-1", "approve", name, "v2");
    done("operator-2", "approve", name, "v2");
    assertEquals(
        "approved:operator-2",
        Files.readString(
            models(name).resolve("version-2").resolve("tags").resolve("probity.approval")));

    // And: it is compared only once the checklist is answered
    refused("\n  fallback: ", "operator-1", "challenge", name, "v2", "--mode", "shadow");
    refused("--share", "operator-1", "challenge", name, "v2", "--mode", "ab", "--share", "0.9");
    done(
        "operator-1",
        "challenge",
        name,
        "v2",
        "--mode",
        "shadow",
        "--checklist",
        checklist().toString());
    assertEquals(2, alias(name, "challenger"));

    // And: who approved it may not promote it too, another may
    refused("approved this release", "operator-2", "promote", "v2", "--model", name);
    done("operator-1", "promote", "v2", "--model", name);
    assertEquals(2, alias(name, "champion"));
    assertFalse(Files.exists(models(name).resolve("aliases/challenger")));
    ModelRelease champion = desk.records().getLast();
    assertEquals("operator-2", champion.approval().approvedBy());
    assertEquals("operator-1", champion.actor());
    assertEquals(6, champion.checklist().size());

    // And back again
    done("operator-1", "rollback", "--model", name);
    assertEquals(1, alias(name, "champion"));
    done("operator-1", "retire", name, "v2");
    refused("is retired", "operator-1", "promote", "v2", "--model", name);
    showsTheLife(second);
    writesTheCard(second);
  }

  private void showsTheLife(String digest) throws Exception {
    JsonNode shown = json("show", "lifecycle", "v2").at("/releases/0");
    assertEquals("retired", shown.path("state").asText());
    assertEquals(COMMIT, shown.path("codeCommit").asText());
    List<String> events = new ArrayList<>();
    shown.path("records").forEach(one -> events.add(one.path("event").asText()));
    assertEquals(List.of("registered", "registered", "promoted", "promoted", "retired"), events);
    List<ReleaseDesk.Said> said =
        desk.said().stream()
            .filter(one -> one.release().name().equals("lifecycle"))
            .filter(one -> one.release().digest().equals(digest))
            .toList();
    for (int i = 0; i < said.size(); i++) {
      assertEquals(said.get(i).place(), shown.at("/records/" + i + "/place").asText());
    }
  }

  private void writesTheCard(String digest) throws Exception {
    Path page = place.resolve("card.html");
    JsonNode card = json("card", "lifecycle", "v2", "--html", page.toString());
    int statements = 0;
    for (JsonNode section : card.path("statements")) {
      for (JsonNode one : section) {
        assertFalse(one.path("evidence").asText().isBlank(), one.toString());
        statements++;
      }
    }
    assertTrue(statements > 25, card.toString());
    String all = card.toString();
    assertTrue(all.contains("models/" + digest + "/manifest.json"), all);
    String checked = "{\"name\":\"fallback\",\"text\":\"see the folder, fallback\",\"evidence\":\"";
    assertTrue(all.contains(checked + "probity.models.v1 0@"), all);
    List<String> gaps = new ArrayList<>();
    card.path("notKnown").forEach(one -> gaps.add(one.asText()));
    assertTrue(gaps.toString().contains("what it is intended for: its bundle has no card"), all);
    assertTrue(gaps.toString().contains("the monitor has told no figure of it"), all);
    assertFalse(gaps.toString().contains("who approved it"), all);
    String html = Files.readString(page);
    assertTrue(html.contains("<h2>Not known</h2>") && !html.contains("<script"), html);
  }

  @Test
  void productionTakesNoReleaseOfUnknownOrChangedSources() throws Exception {
    String name = "production";
    register(name, 1, null);
    register(name, 2, COMMIT + "-dirty");
    register(name, 3, COMMIT);
    int before = desk.records().size();
    System.setProperty("probity.release.production", "true");
    try {
      for (String version : List.of("v1", "v2", "v3")) {
        done("operator-2", "approve", name, version);
      }
      String answered = checklist().toString();
      gateFails("is unknown", "promote", "v1", "--model", name, "--checklist", answered);
      gateFails("changed after commit", "promote", "v2", "--model", name, "--checklist", answered);
      gateFails("not answered", "promote", "v3", "--model", name);
      assertEquals(before + 3, desk.records().size(), "three approved, none promoted");
      done("operator-1", "promote", "v3", "--model", name, "--checklist", answered);
      assertEquals("v3", desk.records().getLast().version());
    } finally {
      System.clearProperty("probity.release.production");
    }
  }

  @Test
  void mlflowThatIsAwayStopsAPromotionBeforeAnythingIsAnnounced() throws Exception {
    // Given
    String name = "outage";
    register(name, 1, COMMIT);
    int before = desk.records().size();
    System.setProperty("probity.mlflow.url", "http://127.0.0.1:9");
    try {
      // When
      int exit = run("operator-2", "promote", "v1", "--model", name);
      // Then
      assertEquals(1, exit, text(err));
      assertTrue(text(err).contains("http://127.0.0.1:9"), text(err));
      assertTrue(text(err).contains("nothing is announced"), text(err));
      assertTrue(text(err).contains("give the same command again"), text(err));
      assertEquals(before, desk.records().size());
      // And: the policy to go on shows it in the folder
      System.setProperty("probity.mlflow.on-outage", "continue");
      done("operator-2", "promote", "v1", "--model", name);
      assertEquals(1, alias(name, "champion"));
      assertEquals(before + 1, desk.records().size());
    } finally {
      System.clearProperty("probity.mlflow.url");
      System.clearProperty("probity.mlflow.on-outage");
    }
    // And: given again once it is back, it stands
    done("operator-2", "promote", "v1", "--model", name);
    assertEquals(before + 1, desk.records().size());
  }

  @Test
  void challengerIsComparedOnRealPeopleAndItsImpactSimulated() throws Exception {
    // Given: real candidates of several states, scored with a challenger in the shadow
    String name = PROFILE.name();
    register(name, 1, COMMIT);
    String second = register(name, 2, COMMIT);
    done("operator-2", "promote", "v1", "--model", name);
    String answered = checklist().toString();
    done("operator-1", "challenge", name, "v2", "--mode", "shadow", "--checklist", answered);
    try (ScorerService scorer = scorer()) {
      scorer.start();
      people(0, PEOPLE);
      await("shadow", () -> predictions().size() >= 2 * PEOPLE);
      List<Prediction> all = predictions();

      // Then: the difference is the one the metric itself gives, on the same people
      JsonNode compared = json("compare", name);
      assertEquals(PEOPLE, compared.path("challengerCases").asInt(), compared.toString());
      JsonNode auc = compared.at("/differences/0");
      assertEquals("auc", auc.path("metric").asText());
      // Both stumps rank people alike, so only their probabilities differ.
      assertEquals(
          RocAuc.of(scored(all, true)) - RocAuc.of(scored(all, false)),
          auc.path("difference").asDouble(),
          1e-9);
      JsonNode brier = compared.at("/differences/1");
      double difference = Brier.of(scored(all, true)) - Brier.of(scored(all, false));
      assertEquals(difference, brier.path("difference").asDouble(), 1e-9);
      assertTrue(Math.abs(difference) > .001, "releases that say the same prove nothing");
      assertTrue(brier.path("lower").asDouble() < difference, brier.toString());
      assertTrue(brier.path("upper").asDouble() > difference, brier.toString());
      assertTrue(compared.toString().contains("impactRatio[SEX=2]"), compared.toString());
      assertFalse(compared.at("/verdict/0").asText().isBlank());

      // And: the simulation flips exactly those whom the shadow decided otherwise
      simulates(all, second);

      // And: on a share each person has one decision, and both sides are compared apart
      done(
          "operator-1",
          "challenge",
          name,
          "v2",
          "--mode",
          "ab",
          "--share",
          "0.5",
          "--checklist",
          answered);
      await("contender", () -> scorer.facts().getOrDefault("challenger", "").contains(" ab 0.5"));
      people(PEOPLE, PEOPLE);
      await("decisions", () -> predictions().size() >= 3 * PEOPLE);
      JsonNode apart = json("compare", name);
      int theirs = apart.path("challengerCases").asInt();
      assertTrue(theirs > .4 * PEOPLE && theirs < .6 * PEOPLE, apart.toString());
      assertTrue(apart.path("championCases").asInt() > PEOPLE - theirs - 50, apart.toString());
      assertEquals(3 * PEOPLE, predictions().size());
      assertTrue(apart.at("/differences/0/difference").isNumber(), apart.toString());
      assertTrue(apart.path("split").asText().startsWith("SHA-256 of challenger"), apart + "");
    }
  }

  private void simulates(List<Prediction> all, String digest) throws Exception {
    Map<SourcePosition, Boolean> champion = new HashMap<>();
    all.stream()
        .filter(one -> !one.shadow())
        .forEach(one -> champion.put(one.source(), one.positive()));
    long flips =
        all.stream()
            .filter(Prediction::shadow)
            .filter(one -> one.positive() != champion.get(one.source()))
            .count();
    assertTrue(flips > 0, "releases that decide alike prove nothing");
    String name = PROFILE.name();
    String last = Integer.toString(PEOPLE);
    JsonNode impact = json("simulate-impact", digest, "--model", name, "--last", last);
    assertEquals("probity.model.impact.v1", impact.path("schema").asText());
    assertEquals(PEOPLE, impact.path("decided").asInt(), impact.toString());
    assertEquals(flips, impact.path("flips").asLong(), impact.toString());
    assertEquals(5, impact.path("examples").size());
    assertEquals(8, plain("simulate-impact", digest, "--model", "another"), text(err));
    assertTrue(text(err).contains("no decision could be simulated"), text(err));
    assertEquals(2, plain("simulate-impact", digest, "--model", name, "--last", "0"));
    assertEquals(2, plain("simulate-impact", "ab".repeat(32), "--model", name));
  }

  private ScoredRows scored(List<Prediction> all, boolean shadow) {
    List<Prediction> some = all.stream().filter(one -> one.shadow() == shadow).toList();
    boolean[] labels = new boolean[some.size()];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = poor.get(some.get(i).candidateId());
    }
    double[] scores = some.stream().mapToDouble(Prediction::probability).toArray();
    return ScoredRows.of(scores, labels);
  }

  private ScorerService scorer() throws Exception {
    ScorerConfig config =
        ScorerConfig.parse(
            Map.of(
                "kafka.bootstrap.servers",
                broker.bootstrapServers(),
                "probity.instance.id",
                "it",
                "probity.scorer.model",
                PROFILE.name(),
                "probity.models.dir",
                folder.models().toString(),
                "probity.models.trusted-keys-file",
                folder.key(Secrets.TRUSTED).toString()));
    return new ScorerService(
        config,
        PROFILE,
        new FolderModelStore(config.modelsDir()),
        new SimpleMeterRegistry(),
        InstantSource.system(),
        "test");
  }

  /** Sends so many real people and what they earn. */
  private void people(int from, int count) throws Exception {
    List<String> lines;
    try (BufferedReader file =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(
                    Objects.requireNonNull(
                        LifecycleIT.class.getResourceAsStream("/acs/acs-sample.csv.gz"))),
                StandardCharsets.UTF_8))) {
      lines = file.lines().limit(from + count + 1).toList();
    }
    List<String> header = List.of(lines.getFirst().split(",", -1));
    try (Producer<byte[], byte[]> producer = new KafkaProducer<>(settings.producer("hr"))) {
      for (String line : lines.subList(from + 1, from + count + 1)) {
        send(producer, header, List.of(line.split(",", -1)));
      }
    }
  }

  private void send(Producer<byte[], byte[]> producer, List<String> header, List<String> cells) {
    String id = cells.get(header.indexOf("SERIALNO")) + "-" + cells.get(header.indexOf("SPORDER"));
    Map<String, AttributeValue> features = new HashMap<>();
    PROFILE.features().forEach(one -> features.put(one.name(), value(header, cells, one.name())));
    Map<String, AttributeValue> guarded = new HashMap<>();
    PROFILE
        .protectedAttributes()
        .forEach(one -> guarded.put(one.name(), value(header, cells, one.name())));
    Candidate candidate =
        new Candidate(
            id,
            Purpose.DECISION,
            PROFILE.name(),
            features,
            Protected.of(guarded),
            Provenance.UNKNOWN);
    Outcome outcome =
        new Outcome(id, null, Map.of("WAGP", value(header, cells, "WAGP")), Instant.now());
    poor.put(id, ((Label.Known) PROFILE.target().label(outcome.observed())).positive());
    var unused =
        producer.send(
            new ProducerRecord<>(
                settings.names().of(Topics.CANDIDATES),
                null,
                Topics.CANDIDATES.keyCodec().encode(id),
                Topics.CANDIDATES.codec().encode(candidate),
                EventHeaders.candidate(candidate, id, "/hr", Instant.now(), Trace.NONE)));
    var told =
        producer.send(
            new ProducerRecord<>(
                settings.names().of(Topics.OUTCOMES),
                null,
                Topics.OUTCOMES.keyCodec().encode(id),
                Topics.OUTCOMES.codec().encode(outcome),
                EventHeaders.outcome(outcome, id, "/hr", Instant.now(), Trace.NONE)));
  }

  private static AttributeValue value(List<String> header, List<String> cells, String name) {
    return AttributeValue.of(Double.parseDouble(cells.get(header.indexOf(name))));
  }

  private List<Prediction> predictions() {
    List<Prediction> found = new ArrayList<>();
    new TopicReader(() -> new KafkaConsumer<>(settings.consumer("it")), Duration.ofSeconds(30))
        .readAll(
            settings.names().of(Topics.PREDICTIONS),
            one ->
                found.add(
                    ((Decoded.Valid<Prediction>) Topics.PREDICTIONS.codec().decode(one.value()))
                        .value()));
    return found;
  }

  private static void await(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + Duration.ofSeconds(90).toNanos();
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < deadline, "in vain: " + what);
      LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
    }
  }

  /** A signed release in the store, on the topic and in MLflow's layout. */
  private static String register(String name, int number, @Nullable String commit)
      throws Exception {
    Map<String, byte[]> files = TinyRelease.passing(PROFILE, number);
    String digest = ModelDigest.of(files.get(BundleFiles.MANIFEST)).hex();
    new FolderModelStore(folder.models()).put(digest, files);
    var unused =
        RunRegistries.of(TrainerFolder.config(folder).mlflow())
            .register(
                new MlflowRun(
                    String.format("%032x", name.hashCode() * 16L + number & 0xFFFFFFFFL),
                    "lifecycle",
                    name,
                    "v" + number,
                    digest,
                    "operator-1",
                    Instant.now(),
                    Instant.now(),
                    Map.of(),
                    Map.of(),
                    Map.of(),
                    new MlflowDataset("d", "abcd", "{}", "{}", "{}"),
                    Map.of()));
    desk.announce(
        new ModelRelease(
            name,
            ReleaseEvent.REGISTERED,
            null,
            "v" + number,
            digest,
            digest,
            PROFILE.name(),
            PROFILE.digest(),
            null,
            null,
            new ReleaseLineage(
                "none", "0".repeat(64), 1, Map.of(), 1, null, null, "r", commit, null),
            null,
            "operator-1",
            "to be tried",
            Instant.now()));
    return digest;
  }

  private Path checklist() throws Exception {
    StringBuilder text = new StringBuilder("# answered by the team\n");
    ComplianceChecklist.QUESTIONS
        .keySet()
        .forEach(name -> text.append(name).append(": see the folder, ").append(name).append('\n'));
    return Files.writeString(place.resolve("checklist.txt"), text);
  }

  private static Path models(String name) {
    return folder.runs().resolve("mlruns/models").resolve(name);
  }

  private static int alias(String name, String alias) throws Exception {
    return Integer.parseInt(Files.readString(models(name).resolve("aliases").resolve(alias)));
  }

  private void done(String person, String... args) {
    assertEquals(0, run(person, args), text(err));
  }

  private void refused(String why, String person, String... args) {
    assertEquals(2, run(person, args), text(out));
    assertTrue(text(err).contains(why), text(err));
  }

  private void gateFails(String why, String... args) {
    assertEquals(4, run("operator-1", args), text(err));
    assertTrue(text(err).contains(why), text(err));
  }

  private JsonNode json(String... args) throws Exception {
    assertEquals(0, plain(args), text(err));
    return JSON.readTree(text(out));
  }

  /** What needs no token, for programs. */
  private int plain(String... args) {
    out.reset();
    err.reset();
    List<String> all = new ArrayList<>(List.of("model"));
    all.addAll(List.of(args));
    all.addAll(List.of("--json", "--data", folder.path().toString()));
    all.addAll(List.of("--bootstrap-servers", broker.bootstrapServers()));
    return ProbityCommand.line(print(out), print(err)).execute(all.toArray(String[]::new));
  }

  private int run(String person, String... args) {
    out.reset();
    err.reset();
    List<String> all = new ArrayList<>(List.of("model"));
    all.addAll(List.of(args));
    all.addAll(List.of("--reason", "for the test", "--data", folder.path().toString()));
    all.addAll(List.of("--token", folder.token(person).toString()));
    all.addAll(List.of("--bootstrap-servers", broker.bootstrapServers()));
    return ProbityCommand.line(print(out), print(err)).execute(all.toArray(String[]::new));
  }

  private static PrintStream print(ByteArrayOutputStream stream) {
    return new PrintStream(stream, true, StandardCharsets.UTF_8);
  }

  private static String text(ByteArrayOutputStream stream) {
    return stream.toString(StandardCharsets.UTF_8);
  }
}
