// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.topics.TopicNames;
import dev.probity.topics.Topics;
import dev.probity.topics.io.OutageException;
import dev.probity.topics.record.OffsetRange;
import dev.probity.topics.record.Retraining;
import dev.probity.topics.record.RetrainingState;
import dev.probity.trainer.CandidateFate;
import dev.probity.trainer.TrainingRequest;
import dev.probity.trainer.run.RunRecord;
import dev.probity.trainer.run.RunState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests of the topic that come more than once, or under an id that was used before. */
class RepeatedRequestsTest {
  @TempDir private Path folder;
  private Path key;

  @BeforeEach
  void writeKey() throws IOException {
    key = folder.resolve("trainer.key");
    Files.writeString(key, Base64.getEncoder().encodeToString(new byte[32]) + "\n");
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void anotherRequestUnderTheIdLeavesTheEarlierRunAsItWas() throws Exception {
    // Given: a run that failed, asked for by another
    TrainerService trainer = trainer(new InMemoryTopics(TopicNames.PLAIN, 1));
    trainer.train(
        new TrainingRequest("r1", "operator-2", "why", Map.of(), 1, false, null), step -> {});
    byte[] record = Files.readAllBytes(run("r1").resolve("run.json"));
    byte[] events = Files.readAllBytes(run("r1").resolve("openlineage.jsonl"));
    // When
    trainer.perform(asked(Map.of()));
    // Then
    assertEquals(List.of("r1", "r1.2"), ids());
    assertArrayEquals(record, Files.readAllBytes(run("r1").resolve("run.json")));
    assertArrayEquals(events, Files.readAllBytes(run("r1").resolve("openlineage.jsonl")));
  }

  @Test
  void aRecordThatIsNoneStopsNoRequest() throws Exception {
    // Given: what a full disk left of this request's first run
    Files.createDirectories(run("r1"));
    Files.writeString(run("r1").resolve("run.json"), "{\"schema\":");
    Files.writeString(run("r1").resolve("order.json"), "");
    // When
    TrainingReport report =
        trainer(new InMemoryTopics(TopicNames.PLAIN, 1)).perform(asked(Map.of()));
    // Then
    assertInstanceOf(TrainingReport.Failed.class, report);
    RunRecord second = RecordedRuns.find(folder.resolve("datasets/runs"), "r1.2");
    assertNotNull(second);
    assertEquals("drift-monitor", second.actor());
  }

  @Test
  void aRunThatADefectEndedIsFailedAndFree() throws Exception {
    // Given: a learner with a defect
    TrainerConfig config = History.config(folder, key);
    InMemoryTopics topics = History.published();
    TrainerService broken =
        History.trainer(
            topics,
            config,
            name -> {
              throw new IllegalStateException("a defect");
            });
    assertThrows(IllegalStateException.class, () -> broken.perform(asked(Map.of())));
    RunRecord run = RecordedRuns.find(folder.resolve("datasets/runs"), "r1");
    assertNotNull(run);
    assertEquals(RunState.FAILED, run.state());
    assertTrue(String.valueOf(run.reason()).startsWith("a defect of the trainer"), run.reason());
    // When
    TrainingReport report = trainer(topics).perform(asked(Map.of()));
    // Then
    assertInstanceOf(TrainingReport.Released.class, report);
    assertEquals(List.of("r1"), ids());
  }

  @Test
  void aRunWhoseBeginningCannotBeWrittenIsFree() throws Exception {
    // Given: its events cannot be written
    TrainerService trainer = trainer(new InMemoryTopics(TopicNames.PLAIN, 1));
    trainer.perform(asked(Map.of()));
    Path events = run("r1").resolve("openlineage.jsonl");
    Files.delete(events);
    Files.createDirectory(events);
    assertThrows(OutageException.class, () -> trainer.perform(asked(Map.of())));
    // When
    Files.delete(events);
    TrainingReport report = trainer.perform(asked(Map.of()));
    // Then
    assertInstanceOf(TrainingReport.Failed.class, report);
    assertEquals(List.of("r1"), ids());
  }

  @Test
  void aPersonErasedBetweenTwoAttemptsIsLeftOutOfANewRun() throws Exception {
    // Given: an outage after the run had committed its rows
    InMemoryTopics topics = History.published();
    TrainerService trainer = trainer(topics);
    Files.writeString(folder.resolve("models"), "a file where the folder should be");
    assertThrows(OutageException.class, () -> trainer.perform(asked(Map.of())));
    Files.delete(folder.resolve("models"));
    ErasedPeople.add(folder.resolve("datasets"), History.ROWS.getFirst().candidate().id());
    // When
    TrainingReport report = trainer.perform(asked(Map.of()));
    // Then
    TrainingReport.Released released = assertInstanceOf(TrainingReport.Released.class, report);
    assertEquals(1, released.counts().of(CandidateFate.ERASED));
    RunRecord first = RecordedRuns.find(folder.resolve("datasets/runs"), "r1");
    assertNotNull(first);
    assertTrue(String.valueOf(first.reason()).contains("erased since"), first.reason());
    assertEquals(List.of("r1", "r1.2"), ids());
    assertEquals(
        List.of(RetrainingState.STARTED, RetrainingState.STARTED, RetrainingState.STARTED),
        states(topics).subList(0, 3));
    assertEquals(RetrainingState.FINISHED, states(topics).getLast());
    assertEquals(4, states(topics).size());
  }

  @Test
  void offsetsTheRunHadFixedAndRetentionDroppedBeginANewRun() throws Exception {
    // Given: the broker sends nothing once the run knows what it reads, and then has dropped it
    InMemoryTopics topics = History.published();
    topics.stall();
    Map<String, String> hasty = new HashMap<>(History.settings(folder, key));
    hasty.put("probity.trainer.patience", "1ms");
    TrainerService early = History.trainer(topics, TrainerConfig.parse(hasty));
    assertThrows(OutageException.class, () -> early.perform(asked(Map.of())));
    InMemoryTopics emptied = new InMemoryTopics(TopicNames.PLAIN, 4);
    // When
    TrainingReport report = trainer(emptied).perform(asked(Map.of()));
    // Then
    String reason = assertInstanceOf(TrainingReport.Failed.class, report).reason();
    assertTrue(reason.startsWith("the fit part has 0 rows"), reason);
    assertEquals(List.of("r1", "r1.2"), ids());
    assertEquals(
        1, states(emptied).stream().filter(state -> state == RetrainingState.FAILED).count());
  }

  private static List<RetrainingState> states(InMemoryTopics topics) {
    return topics.values(Topics.RETRAINING).stream().map(Retraining::state).toList();
  }

  private List<String> ids() throws IOException {
    return RecordedRuns.all(folder.resolve("datasets/runs")).stream().map(RunRecord::id).toList();
  }

  private Path run(String id) {
    return folder.resolve("datasets/runs").resolve(id);
  }

  private TrainerService trainer(InMemoryTopics topics) {
    return History.trainer(topics, History.config(folder, key));
  }

  private static Retraining asked(Map<String, OffsetRange> offsets) {
    return new Retraining(
        "r1",
        "probity-acs-salary",
        RetrainingState.REQUESTED,
        "drift-monitor",
        "accuracy fell",
        null,
        "i1",
        List.of(),
        List.of(),
        offsets,
        null,
        null,
        Instant.EPOCH);
  }
}
