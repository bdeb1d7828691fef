// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.model.ModelDigest;
import dev.probity.model.bundle.Bundle;
import dev.probity.topics.TopicNames;
import dev.probity.topics.Topics;
import dev.probity.topics.codec.Codecs;
import dev.probity.topics.io.FolderModelStore;
import dev.probity.topics.io.OutageException;
import dev.probity.topics.io.ProfileFiles;
import dev.probity.topics.record.ModelRelease;
import dev.probity.topics.record.OffsetRange;
import dev.probity.topics.record.ReleaseEvent;
import dev.probity.topics.record.Retraining;
import dev.probity.topics.record.RetrainingState;
import dev.probity.trainer.Step;
import dev.probity.trainer.TrainingRequest;
import dev.probity.trainer.run.RunRecord;
import dev.probity.trainer.run.RunState;
import dev.probity.trainer.run.RunStep;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainerServiceTest {
  private static final TopicPartition REQUESTS = new TopicPartition("probity.retraining.v1", 0);

  @TempDir private Path folder;
  private Path key;

  @BeforeEach
  void writeKey() throws IOException {
    key = folder.resolve("trainer.key");
    Files.writeString(key, Base64.getEncoder().encodeToString(new byte[32]) + "\n");
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void historyBecomesAStoredAnnouncedChampion() throws Exception {
    // Given
    InMemoryTopics topics = History.published();
    List<StepReport> heard = new ArrayList<>();
    // When
    TrainingReport report = trainer(topics).train(request("r1", true), heard::add);
    // Then
    TrainingReport.Released released = assertInstanceOf(TrainingReport.Released.class, report);
    List<ModelRelease> models = topics.values(Topics.MODELS);
    assertEquals(
        List.of(ReleaseEvent.REGISTERED, ReleaseEvent.PROMOTED),
        models.stream().map(ModelRelease::event).toList());
    ModelRelease champion = models.getLast();
    assertEquals("probity-acs-salary|champion", champion.key());
    assertEquals("v1", champion.version());
    assertEquals("operator-1", champion.actor());
    assertEquals(History.ROWS.size(), champion.lineage().rows());
    assertEquals(8, champion.lineage().sourceOffsets().size());
    assertEquals(Instant.ofEpochMilli(1_000), champion.lineage().eventTimeFrom());
    assertTrue(
        champion.manifest().metrics().stream()
            .anyMatch(metric -> metric.name().equals("auc") && metric.n() > 0));
    assertEquals(List.of(Step.values()), heard.stream().map(StepReport::step).toList());
    assertEquals(heard, released.steps());
    assertEquals(2L * History.ROWS.size(), heard.getFirst().count());
    Map<String, byte[]> files =
        new FolderModelStore(folder.resolve("models")).fetch(champion.digest());
    assertNotNull(files);
    assertInstanceOf(
        Bundle.Loaded.class,
        Bundle.load(
            new ModelDigest(champion.digest()),
            files,
            List.of(SigningKeyFile.read(key, "probity-trainer").trusted())));
  }

  @Test
  void everyStepOfARequestIsOnItsTopic() throws Exception {
    // Given
    InMemoryTopics topics = History.published();
    // When
    trainer(topics).train(request("r1", false), step -> {});
    // Then
    List<Retraining> steps = topics.values(Topics.RETRAINING);
    assertEquals(
        List.of(RetrainingState.STARTED, RetrainingState.FINISHED),
        steps.stream().map(Retraining::state).toList());
    assertEquals("r1", steps.getLast().requestId());
    assertEquals(topics.values(Topics.MODELS).getFirst().digest(), steps.getLast().releaseDigest());
    assertEquals(8, steps.getLast().inputOffsets().size());
    assertEquals(1, topics.size(Topics.MODELS), "registered, not promoted");
  }

  @Test
  void sameOffsetsAgainAreTheSameReleaseUnderTheSameVersion() throws Exception {
    // Given
    InMemoryTopics topics = History.published();
    TrainerService trainer = trainer(topics);
    ModelRelease first = released(trainer.train(request("r1", true), step -> {}));
    // When
    TrainingReport again = trainer.train(request("r2", true), step -> {});
    ModelRelease otherSeed =
        released(
            trainer.train(
                new TrainingRequest("r3", "operator-1", null, Map.of(), 7, true, null),
                step -> {}));
    // Then
    assertEquals(first.digest(), released(again).digest());
    assertEquals("v1", released(again).version());
    assertTrue(((TrainingReport.Released) again).champion(), "it is champion still");
    assertNotEquals(first.digest(), otherSeed.digest());
    assertEquals("v2", otherSeed.version());
    List<ModelRelease> promotions =
        topics.values(Topics.MODELS).stream()
            .filter(release -> release.event() == ReleaseEvent.PROMOTED)
            .toList();
    assertEquals(2, promotions.size());
    assertNull(promotions.getFirst().previousDigest());
    assertEquals(first.digest(), promotions.getLast().previousDigest());
  }

  @Test
  void rowsThatCarryNoModelEndTheRequestWithAReason() throws Exception {
    // Given
    InMemoryTopics topics = new InMemoryTopics(TopicNames.PLAIN, 1);
    // When
    TrainingReport report = trainer(topics).train(request("r1", true), step -> {});
    // Then
    String reason = assertInstanceOf(TrainingReport.Failed.class, report).reason();
    assertTrue(reason.startsWith("the fit part has 0 rows"), reason);
    assertEquals(
        List.of(RetrainingState.STARTED, RetrainingState.FAILED),
        topics.values(Topics.RETRAINING).stream().map(Retraining::state).toList());
    assertEquals(0, topics.size(Topics.MODELS));
  }

  @Test
  void offsetsPastRetentionEndTheRequestWithAReason() throws Exception {
    // Given
    InMemoryTopics topics = new InMemoryTopics(TopicNames.PLAIN, 1);
    Map<String, OffsetRange> gone = Map.of("probity.candidates.v1-0", new OffsetRange(0, 5));
    // When
    TrainingReport report =
        trainer(topics)
            .train(new TrainingRequest("r", "operator-1", null, gone, 1, true, null), s -> {});
    // Then
    assertInstanceOf(TrainingReport.Failed.class, report);
    assertEquals(RetrainingState.FAILED, topics.values(Topics.RETRAINING).getLast().state());
  }

  @Test
  void requestsOnTheTopicAreCarriedOutOnceAndNeverPromoted() throws Exception {
    // Given
    InMemoryTopics topics = History.published();
    ask(topics, "r1", "probity-acs-salary", RetrainingState.REQUESTED);
    ask(topics, "r2", "another-model", RetrainingState.REQUESTED);
    ask(topics, "r3", "probity-acs-salary", RetrainingState.BLOCKED);
    MockConsumer<byte[], byte[]> consumer = assigned(topics);
    List<String> performed = new ArrayList<>();
    RequestLoop loop =
        loop(
            topics,
            asked -> {
              performed.add(asked.requestId());
              return new TrainingReport.Failed("no rows");
            });
    // When
    loop.turn(consumer);
    // Then
    assertEquals(List.of("r1"), performed);
    assertEquals(3, committed(consumer));
    assertNull(loop.notReady());
  }

  @Test
  @DisplayName("RT-61: enough new outcomes ask for one training, which covers them")
  void enoughOutcomesAskForOneTrainingWithFixedOffsets() throws Exception {
    // Given
    InMemoryTopics topics = History.published();
    Map<String, String> settings = new HashMap<>(History.settings(folder, key));
    settings.put("probity.trainer.after-outcomes", "100");
    List<String> performed = new ArrayList<>();
    AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-05-01T00:00:00Z"));
    RequestLoop loop =
        new RequestLoop(
            TrainerConfig.parse(settings),
            ProfileFiles.load("acs-salary"),
            "probity-acs-salary",
            topics,
            now::get,
            asked -> {
              performed.add(asked.requestId());
              return new TrainingReport.Failed("not asked here");
            });
    // When
    loop.turn(assigned(topics));
    now.set(now.get().plus(Duration.ofMinutes(2)));
    loop.turn(assigned(topics));
    // Then: the second turn carries out what the first one asked for, and asks for nothing more
    List<Retraining> asked = topics.values(Topics.RETRAINING);
    assertEquals(1, asked.size(), asked.toString());
    assertEquals(List.of(asked.getFirst().requestId()), performed);
    assertEquals(RetrainingState.REQUESTED, asked.getFirst().state());
    assertEquals("trainer", asked.getFirst().actor());
    assertEquals(
        topics.size(Topics.OUTCOMES),
        asked.getFirst().inputOffsets().get("probity.outcomes.v1-0").to());
  }

  @Test
  void requestStaysWhereItIsWhileTheBrokerIsAway() throws Exception {
    // Given
    InMemoryTopics topics = new InMemoryTopics(TopicNames.PLAIN, 1);
    ask(topics, "r1", "probity-acs-salary", RetrainingState.REQUESTED);
    MockConsumer<byte[], byte[]> consumer = assigned(topics);
    RequestLoop loop =
        loop(
            topics,
            asked -> {
              throw new OutageException("no broker");
            });
    // When
    loop.turn(consumer);
    // Then
    assertEquals(0, consumer.position(REQUESTS));
    assertEquals(0, committed(consumer));
  }

  @Test
  void requestThatComesAgainGoesOnInTheFolderOfItsRun() throws Exception {
    // Given: an outage ends the run of a request when its data are committed and its trees grown
    InMemoryTopics topics = History.published();
    ask(topics, "r1", "probity-acs-salary", RetrainingState.REQUESTED);
    MockConsumer<byte[], byte[]> consumer = assigned(topics);
    Files.writeString(folder.resolve("models"), "a file where the folder should be");
    TrainerService trainer = trainer(topics);
    RequestLoop loop = loop(topics, trainer::perform);
    loop.turn(consumer);
    assertEquals(0, committed(consumer));
    assertEquals(RunState.FAILED, runs().getFirst().state());
    // When
    Files.delete(folder.resolve("models"));
    MockConsumer<byte[], byte[]> again = assigned(topics);
    loop.turn(again);
    // Then
    assertEquals(List.of("r1"), runs().stream().map(RunRecord::id).toList());
    RunRecord run = runs().getFirst();
    assertEquals(RunState.FINISHED, run.state());
    assertEquals(topics.values(Topics.MODELS).getFirst().digest(), run.digest());
    assertTrue(
        run.steps().stream().filter(step -> step.name().equals("fit")).allMatch(RunStep::reused),
        run.steps().toString());
    assertEquals(2, committed(again), "the request, and that its run had started");

    // And: what released is not trained again
    int told = topics.size(Topics.RETRAINING);
    assertNull(trainer.perform(topics.values(Topics.RETRAINING).getFirst()));
    assertEquals(List.of("r1"), runs().stream().map(RunRecord::id).toList());
    assertEquals(told, topics.size(Topics.RETRAINING));
  }

  @Test
  void anotherRequestUnderTheSameIdHasARunOfItsOwn() throws Exception {
    // Given: a run that failed, asked for by another
    InMemoryTopics topics = new InMemoryTopics(TopicNames.PLAIN, 1);
    trainer(topics)
        .train(
            new TrainingRequest("r1", "operator-2", "why", Map.of(), 1, false, null), step -> {});
    ask(topics, "r1", "probity-acs-salary", RetrainingState.REQUESTED);
    // When
    trainer(topics).perform(topics.values(Topics.RETRAINING).getLast());
    // Then
    assertEquals(List.of("r1", "r1.2"), runs().stream().map(RunRecord::id).toList());
    assertEquals("operator-2", runs().getFirst().actor());
  }

  private List<RunRecord> runs() throws IOException {
    return RecordedRuns.all(folder.resolve("datasets/runs"));
  }

  @Test
  void brokerThatSendsNothingIsAnOutageAndReleasesNothing() throws Exception {
    // Given
    InMemoryTopics topics = History.published();
    topics.stall();
    TrainerConfig config =
        TrainerConfig.parse(
            Map.of(
                "probity.models.dir", folder.toString(),
                "probity.mlflow.dir", folder.resolve("mlflow").toString(),
                "probity.trainer.datasets-dir", folder.resolve("datasets").toString(),
                "probity.trainer.patience", "1ms",
                "probity.trainer.back-off", "1ms",
                "probity.trainer.signing-key-file", key.toString()));
    TrainerService trainer = History.trainer(topics, config);
    // When
    assertThrows(OutageException.class, () -> trainer.train(request("r1", true), step -> {}));
    // Then
    assertEquals(0, topics.size(Topics.MODELS));
  }

  @Test
  void mlflowThatIsAwayEndsTheTrainingWithNothingRegistered() throws Exception {
    // Given
    InMemoryTopics topics = History.published();
    TrainerConfig config =
        TrainerConfig.parse(
            Map.of(
                "probity.models.dir",
                folder.resolve("models").toString(),
                "probity.trainer.datasets-dir",
                folder.resolve("datasets").toString(),
                "probity.mlflow.url",
                "http://127.0.0.1:1",
                "probity.trainer.back-off",
                "1ms",
                "probity.trainer.signing-key-file",
                key.toString()));
    // When
    TrainingReport report = History.trainer(topics, config).train(request("r1", true), step -> {});
    // Then
    String reason = assertInstanceOf(TrainingReport.Failed.class, report).reason();
    assertTrue(reason.startsWith("MLflow at http://127.0.0.1:1 does not answer"), reason);
    assertTrue(reason.contains("nothing is registered"), reason);
    assertEquals(0, topics.size(Topics.MODELS));
    assertEquals(RetrainingState.FAILED, topics.values(Topics.RETRAINING).getLast().state());
  }

  private TrainerService trainer(InMemoryTopics topics) {
    return History.trainer(topics, History.config(folder, key));
  }

  private RequestLoop loop(InMemoryTopics topics, RequestLoop.Performer performer) {
    return new RequestLoop(
        History.config(folder, key),
        ProfileFiles.load("acs-salary"),
        "probity-acs-salary",
        topics,
        InstantSource.system(),
        performer);
  }

  private static MockConsumer<byte[], byte[]> assigned(InMemoryTopics topics) {
    MockConsumer<byte[], byte[]> consumer = topics.consumer();
    consumer.assign(List.of(REQUESTS));
    consumer.seek(REQUESTS, 0);
    return consumer;
  }

  private static long committed(MockConsumer<byte[], byte[]> consumer) {
    OffsetAndMetadata offset = consumer.committed(Set.of(REQUESTS)).get(REQUESTS);
    return offset == null ? 0 : offset.offset();
  }

  private static void ask(InMemoryTopics topics, String id, String model, RetrainingState state) {
    Retraining asked =
        new Retraining(
            id,
            model,
            state,
            "drift-monitor",
            "accuracy fell",
            null,
            "i1",
            List.of(),
            List.of(),
            Map.of(),
            null,
            null,
            Instant.EPOCH);
    topics.add(Topics.RETRAINING, 0, model, Codecs.RETRAINING.encode(asked), new RecordHeaders());
  }

  private static TrainingRequest request(String id, boolean promote) {
    return new TrainingRequest(id, "operator-1", null, Map.of(), 1, promote, null);
  }

  private static ModelRelease released(TrainingReport report) {
    return assertInstanceOf(TrainingReport.Released.class, report).release();
  }
}
