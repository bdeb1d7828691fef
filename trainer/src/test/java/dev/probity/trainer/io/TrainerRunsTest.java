// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.topics.TopicNames;
import dev.probity.topics.Topics;
import dev.probity.topics.io.OutageException;
import dev.probity.topics.record.ModelRelease;
import dev.probity.trainer.CandidateFate;
import dev.probity.trainer.OutcomeFate;
import dev.probity.trainer.Step;
import dev.probity.trainer.TrainingRequest;
import dev.probity.trainer.data.DatasetCommit;
import dev.probity.trainer.data.DatasetRepository;
import dev.probity.trainer.data.Table;
import dev.probity.trainer.run.RunRecord;
import dev.probity.trainer.run.RunState;
import dev.probity.trainer.run.RunStep;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a training leaves behind beside its release: the data set and the run. */
class TrainerRunsTest {
  @TempDir private Path folder;
  private Path key;

  @BeforeEach
  void writeKey() throws IOException {
    key = folder.resolve("trainer.key");
    Files.writeString(key, Base64.getEncoder().encodeToString(new byte[32]) + "\n");
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void releaseNamesTheCommitThatHoldsItsRows() throws Exception {
    // Given
    InMemoryTopics topics = History.published();
    // When
    ModelRelease release = released(trainer(topics).train(request("r1", false), step -> {}));
    // Then
    Path folder = this.folder.resolve("datasets");
    DatasetRepository repository = new FolderDatasetRepository(folder, InstantSource.system());
    String id = release.lineage().dataCommit();
    DatasetCommit commit = repository.find(id);
    assertEquals(List.of(id), repository.ids());
    assertEquals(History.ROWS.size(), commit.rows());
    assertEquals(8, commit.offsets().size());
    Table raw = ParquetReading.table(repository.file(commit, DataPipeline.RAW_CANDIDATES));
    assertEquals(History.ROWS.size(), raw.rows());
    Table vectors = ParquetReading.table(repository.file(commit, DataPipeline.VECTORS));
    assertEquals(History.ROWS.size(), vectors.rows());
    for (String path : commit.files().keySet()) {
      String content = new String(repository.file(commit, path), StandardCharsets.ISO_8859_1);
      assertFalse(content.contains(History.ROWS.getFirst().candidate().id()), path + " names");
    }
  }

  @Test
  void erasedPeopleLeaveNoRow() throws Exception {
    // Given
    InMemoryTopics topics = History.published();
    ModelRelease before = released(trainer(topics).train(request("r1", false), step -> {}));
    ErasedPeople.add(folder.resolve("datasets"), History.ROWS.getFirst().candidate().id());
    // When
    TrainingReport.Released after =
        assertInstanceOf(
            TrainingReport.Released.class, trainer(topics).train(request("r2", false), step -> {}));
    // Then
    assertEquals(1, after.counts().of(CandidateFate.ERASED));
    assertEquals(1, after.counts().of(OutcomeFate.ERASED));
    assertEquals(before.lineage().rows() - 1, after.release().lineage().rows());
    assertNotEquals(before.lineage().dataCommit(), after.release().lineage().dataCommit());
  }

  @Test
  void dataSetThatFailsItsChecksIsNeverTrainedOn() throws Exception {
    // Given
    InMemoryTopics topics = History.published();
    for (int i = 0; i < History.ROWS.size(); i++) {
      topics.add(Topics.CANDIDATES, 0, "x" + i, new byte[] {'?'}, new RecordHeaders());
    }
    List<StepReport> heard = new ArrayList<>();
    // When
    TrainingReport report = trainer(topics).train(request("r1", true), heard::add);
    // Then
    String reason = assertInstanceOf(TrainingReport.Failed.class, report).reason();
    assertTrue(reason.startsWith("the data set fails its check candidates: "), reason);
    assertEquals(List.of(Step.REPLAY, Step.CHECK), heard.stream().map(StepReport::step).toList());
    assertFalse(Files.exists(folder.resolve("datasets/commits")));
    assertEquals(0, topics.size(Topics.MODELS));
  }

  @Test
  void repositoryThatCannotBeWrittenIsAnOutageAndReleasesNothing() throws Exception {
    // Given
    InMemoryTopics topics = History.published();
    Files.writeString(folder.resolve("datasets"), "a file where the folder should be");
    // When
    assertThrows(
        OutageException.class, () -> trainer(topics).train(request("r1", true), step -> {}));
    // Then
    assertEquals(0, topics.size(Topics.MODELS));
  }

  @Test
  void everyRunHasItsFolderWhateverComesOfIt() throws Exception {
    // Given
    TrainerService trainer = trainer(History.published());
    // When
    ModelRelease release = released(trainer.train(request("r1", false), step -> {}));
    trainer.train(request("r1", false), step -> {});
    trainer(new InMemoryTopics(TopicNames.PLAIN, 1)).train(request("../r 2", false), step -> {});
    // Then
    List<RunRecord> runs = RecordedRuns.all(folder.resolve("datasets/runs"));
    assertEquals(3, runs.size());
    RunRecord first = runs.getFirst();
    assertEquals("r1", first.id());
    assertEquals("r1.2", runs.get(1).id());
    assertTrue(runs.getLast().id().startsWith("run-"), runs.getLast().id());
    assertEquals(RunState.FINISHED, first.state());
    assertEquals(release.digest(), first.digest());
    assertEquals(release.lineage().dataCommit(), first.commit());
    assertEquals(8, first.offsets().size());
    assertEquals(
        List.of(Step.values()).stream().map(Step::label).toList(),
        first.steps().stream().map(RunStep::name).toList());
    assertEquals(RunState.FAILED, runs.getLast().state());
    assertTrue(String.valueOf(runs.getLast().reason()).startsWith("the fit part has 0 rows"));
    List<String> events = Files.readAllLines(folder.resolve("datasets/runs/r1/openlineage.jsonl"));
    assertEquals(2, events.size());
    assertTrue(events.getFirst().contains("\"eventType\":\"START\""), events.getFirst());
    assertTrue(events.getLast().contains(release.digest()), events.getLast());
  }

  @Test
  void runWhoseBrokerGoesAwayIsToldAsFailed() throws Exception {
    // Given
    InMemoryTopics topics = History.published();
    topics.stall();
    TrainerConfig config =
        TrainerConfig.parse(
            Map.of(
                "probity.models.dir", folder.toString(),
                "probity.trainer.datasets-dir", folder.resolve("datasets").toString(),
                "probity.trainer.patience", "1ms",
                "probity.trainer.back-off", "1ms",
                "probity.trainer.signing-key-file", key.toString()));
    // When
    assertThrows(
        OutageException.class,
        () -> History.trainer(topics, config).train(request("r1", true), step -> {}));
    // Then
    RunRecord run = RecordedRuns.all(folder.resolve("datasets/runs")).getFirst();
    assertEquals(RunState.FAILED, run.state());
    assertTrue(String.valueOf(run.reason()).contains("sent nothing"), run.reason());
  }

  @Test
  void commitTrainsToTheSameReleaseWhenItsRecordsAreGone() throws Exception {
    // Given
    ModelRelease first =
        released(trainer(History.published()).train(request("r1", false), s -> {}));
    InMemoryTopics empty = new InMemoryTopics(TopicNames.PLAIN, 4);
    // When
    ModelRelease again =
        released(trainer(empty).train(on(first.lineage().dataCommit()), step -> {}));
    // Then
    assertEquals(first.digest(), again.digest());
    assertEquals(first.lineage().eventTimeFrom(), again.lineage().eventTimeFrom());
  }

  @Test
  void commitThatMustNotBeTrainedOnIsRefusedByName() throws Exception {
    // Given
    TrainerService trainer = trainer(History.published());
    String commit = released(trainer.train(request("r1", false), s -> {})).lineage().dataCommit();
    // When
    String absent = failed(trainer.train(on("0".repeat(64)), step -> {}));
    String branch = failed(trainer.train(on("main"), step -> {}));
    ErasedPeople.add(folder.resolve("datasets"), History.ROWS.getFirst().candidate().id());
    String erased = failed(trainer.train(on(commit), step -> {}));
    // Then
    assertTrue(absent.startsWith("there is no data set 0000"), absent);
    assertTrue(branch.contains("64 lower-case hex digits, not main"), branch);
    assertTrue(erased.contains("has rows of 1 people erased since"), erased);
  }

  private static TrainingRequest on(String commit) {
    return new TrainingRequest("r9", "operator-1", null, Map.of(), 1, false, null, commit);
  }

  private static String failed(TrainingReport report) {
    return assertInstanceOf(TrainingReport.Failed.class, report).reason();
  }

  private TrainerService trainer(InMemoryTopics topics) {
    return History.trainer(topics, History.config(folder, key));
  }

  private static TrainingRequest request(String id, boolean promote) {
    return new TrainingRequest(id, "operator-1", null, Map.of(), 1, promote, null);
  }

  private static ModelRelease released(TrainingReport report) {
    return assertInstanceOf(TrainingReport.Released.class, report).release();
  }
}
