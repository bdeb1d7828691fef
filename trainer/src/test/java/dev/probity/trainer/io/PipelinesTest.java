// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.topics.TopicNames;
import dev.probity.topics.Topics;
import dev.probity.topics.io.OutageException;
import dev.probity.topics.record.ModelRelease;
import dev.probity.trainer.Pipeline;
import dev.probity.trainer.Step;
import dev.probity.trainer.TrainingOptions;
import dev.probity.trainer.TrainingRequest;
import dev.probity.trainer.run.RunOrder;
import dev.probity.trainer.run.RunRecord;
import dev.probity.trainer.run.RunState;
import dev.probity.trainer.run.RunStep;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The three pipelines of a training: alone, one after the other, and on from where one stopped. */
class PipelinesTest {
  private static final EnumSet<Pipeline> ALL = EnumSet.allOf(Pipeline.class);
  private static final EnumSet<Pipeline> DATA = EnumSet.of(Pipeline.DATA);

  @TempDir private Path folder;
  private Path key;

  @BeforeEach
  void writeKey() throws IOException {
    key = folder.resolve("trainer.key");
    Files.writeString(key, Base64.getEncoder().encodeToString(new byte[32]) + "\n");
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void onePipelineAfterTheOtherIsTheSameReleaseAsOneRun() throws Exception {
    // Given
    InMemoryTopics topics = History.published();
    TrainerService trainer = trainer(topics);
    String whole = digest(trainer.begin(order("whole", null, ALL), step -> {}));
    // When
    RunRecord data = trainer.begin(order("d", null, DATA), step -> {});
    RunRecord trained =
        trainer.begin(order("t", data.commit(), EnumSet.of(Pipeline.TRAIN)), step -> {});
    int before = topics.size(Topics.MODELS);
    RunRecord served = trainer.resume("t", EnumSet.of(Pipeline.SERVE), step -> {});
    // Then
    assertNull(data.digest());
    assertNull(trained.digest());
    assertEquals(1, before, "data and train register nothing");
    assertEquals(whole, digest(served));
    assertEquals(2, topics.size(Topics.MODELS));
    for (Step step : Pipeline.TRAIN.steps()) {
      boolean done = step == Step.ENCODE;
      assertEquals(!done, told(served, step).reused(), step + " " + told(served, step));
    }
  }

  @Test
  void everyStepTellsWhatItReadAndPutOut() throws Exception {
    // When
    RunRecord run = trainer(History.published()).begin(order("r1", null, ALL), step -> {});
    // Then: what a step reads is what an earlier one put out
    assertEquals(
        Stream.of(Step.values()).map(Step::label).toList(),
        run.steps().stream().map(RunStep::name).toList());
    RunStep refit = told(run, Step.REFIT);
    assertEquals(told(run, Step.FIT).outputs().get("choice"), refit.inputs().get("choice"));
    assertEquals(told(run, Step.ENCODE).outputs().get("encoder"), refit.inputs().get("encoder"));
    assertEquals(run.commit(), refit.inputs().get("rows"));
    assertEquals(refit.outputs().get("trees"), told(run, Step.REFERENCE).inputs().get("trees"));
    assertEquals(run.digest(), told(run, Step.BUNDLE).outputs().get("release"));
    assertEquals(Map.of("commit", run.commit()), told(run, Step.COMMIT).outputs());
    assertTrue(run.steps().stream().noneMatch(RunStep::reused), run.toString());
    assertTrue(Files.exists(folder.resolve("datasets/runs/r1/fairness.json")));
  }

  @Test
  void stepThatFailsIsTriedAgainAndThenTheRunSaysHowToGoOn() throws Exception {
    // Given: the model store cannot be written
    InMemoryTopics topics = History.published();
    Files.writeString(folder.resolve("models"), "a file where the folder should be");
    // When
    String said =
        assertThrows(
                OutageException.class,
                () -> trainer(topics).begin(order("r1", null, ALL), step -> {}))
            .getMessage();
    // Then
    assertTrue(said.startsWith("the model store cannot be written; step store of run r1"), said);
    assertTrue(said.contains("was tried 3 times"), said);
    assertTrue(said.endsWith("probity train --resume r1"), said);
    RunRecord stopped = record("r1");
    assertEquals(RunState.FAILED, stopped.state());
    assertEquals(said, stopped.reason());
    assertEquals(0, topics.size(Topics.MODELS));

    // And when it is back, nothing but the last steps is done
    Files.delete(folder.resolve("models"));
    RunRecord resumed = trainer(topics).resume("r1", null, step -> {});
    assertEquals(RunState.FINISHED, resumed.state());
    assertNotNull(resumed.digest());
    assertEquals(1, topics.size(Topics.MODELS));
    List<String> done =
        resumed.steps().stream().filter(step -> !step.reused()).map(RunStep::name).toList();
    assertEquals(List.of("encode", "bundle", "fairness", "store", "record", "announce"), done);
  }

  @Test
  void outageThatPassesStopsNothing() throws Exception {
    // Given: the broker sends nothing at first
    InMemoryTopics topics = History.published();
    topics.failReplays(2);
    // When
    RunRecord run = trainer(topics).begin(order("r1", null, ALL), step -> {});
    // Then
    assertEquals(RunState.FINISHED, run.state());
    assertNotNull(run.digest());
  }

  @Test
  void runThatIsTakenUpReadsTheRecordsItBeganWith() throws Exception {
    // Given: the broker stops answering after the run asked where its topics end
    InMemoryTopics whole = History.published();
    String wanted = trainer(whole).begin(order("whole", null, DATA), step -> {}).commit();
    InMemoryTopics topics = History.published();
    topics.stall();
    Map<String, String> settings = new HashMap<>(History.settings(folder, key));
    settings.put("probity.trainer.patience", "1ms");
    TrainerService hasty = History.trainer(topics, TrainerConfig.parse(settings));
    assertThrows(OutageException.class, () -> hasty.begin(order("r1", null, DATA), step -> {}));
    History.publishMore(topics);
    topics.flow();
    // When
    RunRecord resumed = trainer(topics).resume("r1", null, step -> {});
    // Then
    assertEquals(RunState.FINISHED, resumed.state());
    assertEquals(wanted, resumed.commit());
    assertNotEquals(wanted, trainer(topics).begin(order("r2", null, DATA), step -> {}).commit());
  }

  @Test
  void outputThatWasChangedIsNotTaken() throws Exception {
    // Given
    InMemoryTopics topics = History.published();
    RunRecord first = trainer(topics).begin(order("r1", null, ALL), step -> {});
    try (Stream<Path> files = Files.list(folder.resolve("datasets/runs/r1/outputs"))) {
      for (Path file : files.filter(name -> name.toString().contains("/refit-")).toList()) {
        byte[] trees = Files.readAllBytes(file);
        trees[trees.length / 2] ^= 1;
        Files.write(file, trees);
      }
    }
    // When
    RunRecord again = trainer(topics).resume("r1", null, step -> {});
    // Then
    assertEquals(first.digest(), again.digest());
    assertFalse(told(again, Step.REFIT).reused());
    assertTrue(told(again, Step.FIT).reused());
    assertTrue(told(again, Step.EVALUATE).reused(), "the trees came out the same");
  }

  @Test
  void searchThatWasGivenUpIsNotTakenForADecision() throws Exception {
    // Given
    InMemoryTopics topics = History.published();
    TrainerService trainer = trainer(topics);
    TrainingRequest searching =
        new TrainingRequest(
            "r1",
            "operator-1",
            null,
            Map.of(),
            1,
            false,
            null,
            null,
            new TrainingOptions(4, 0, "SEX"));
    // When
    RunRecord first = trainer.begin(new RunOrder(searching, ALL), step -> {});
    RunRecord again = trainer.resume("r1", null, step -> {});
    // Then: the release of a resumed run is the same, also with search and reweighing
    assertNotNull(first.digest(), String.valueOf(first.reason()));
    assertEquals(first.digest(), again.digest());
    assertEquals(first.trials(), again.trials());
    assertEquals(first.mitigation(), again.mitigation());
    assertTrue(told(again, Step.FIT).reused() && told(again, Step.EVALUATE).reused());
  }

  @Test
  void serveNeedsWhatTrainPutsOutAndTrainNeedsACommit() throws Exception {
    // Given
    TrainerService trainer = trainer(History.published());
    trainer.begin(order("d", null, DATA), step -> {});
    // When
    RunRecord early = trainer.resume("d", EnumSet.of(Pipeline.SERVE), step -> {});
    RunRecord without = trainer.begin(order("t", null, EnumSet.of(Pipeline.TRAIN)), step -> {});
    // Then
    assertTrue(String.valueOf(early.reason()).contains("no output of step encode"), early.reason());
    assertTrue(String.valueOf(without.reason()).contains("no data set"), without.reason());
    assertThrows(IllegalArgumentException.class, () -> trainer.resume("nothing", null, s -> {}));
  }

  @Test
  void trainNeedsNoBroker() throws Exception {
    // Given
    RunRecord data = trainer(History.published()).begin(order("d", null, DATA), step -> {});
    InMemoryTopics away = new InMemoryTopics(TopicNames.PLAIN, 4);
    away.failReplays(Integer.MAX_VALUE);
    // When
    RunRecord run =
        trainer(away).begin(order("t", data.commit(), EnumSet.of(Pipeline.TRAIN)), step -> {});
    // Then
    assertEquals(RunState.FINISHED, run.state());
    assertEquals(0, away.size(Topics.RETRAINING));
  }

  @Test
  void trainingsAtTheSameTimeKeepApart() throws Exception {
    // Given
    List<Future<RunRecord>> runs = new ArrayList<>();
    List<InMemoryTopics> topics =
        List.of(History.published(), History.published(), History.published());
    // When: two of them carry out the same request
    try (ExecutorService pool = Executors.newFixedThreadPool(3)) {
      for (int i = 0; i < 3; i++) {
        TrainerService trainer = trainer(topics.get(i));
        RunOrder order = order(i < 2 ? "same" : "other", null, ALL);
        runs.add(pool.submit(() -> trainer.begin(order, step -> {})));
      }
    }
    // Then
    String digest = digest(runs.getFirst().get());
    for (int i = 0; i < 3; i++) {
      RunRecord run = runs.get(i).get();
      assertEquals(digest, digest(run));
      assertEquals(run, record(run.id()));
      assertEquals(Step.values().length, run.steps().size());
      assertEquals(
          List.of(digest),
          topics.get(i).values(Topics.MODELS).stream().map(ModelRelease::digest).toList());
    }
    assertEquals(
        Set.of("same", "same.2", "other"),
        Set.of(runs.get(0).get().id(), runs.get(1).get().id(), runs.get(2).get().id()));
  }

  @Test
  void runIsCarriedOutOnceAtATime() throws Exception {
    // Given
    InMemoryTopics topics = History.published();
    TrainerService trainer = trainer(topics);
    List<String> refused = new ArrayList<>();
    // When: somebody resumes it while it runs
    trainer.begin(
        order("r1", null, ALL),
        step -> {
          if (step.step() == Step.FIT) {
            refused.add(
                assertThrows(
                        IllegalArgumentException.class,
                        () -> trainer(topics).resume("r1", null, s -> {}))
                    .getMessage());
          }
        });
    // Then
    assertEquals(1, refused.size());
    assertTrue(refused.getFirst().startsWith("run r1 is being carried out"), refused.toString());
  }

  private RunRecord record(String id) throws IOException {
    RunRecord run = RecordedRuns.find(folder.resolve("datasets/runs"), id);
    assertNotNull(run);
    return run;
  }

  private static RunStep told(RunRecord run, Step step) {
    RunStep told = run.step(step.label());
    assertNotNull(told, step + " of " + run.steps());
    return told;
  }

  private static String digest(RunRecord run) {
    assertNotNull(run.digest(), String.valueOf(run.reason()));
    return run.digest();
  }

  private TrainerService trainer(InMemoryTopics topics) {
    return History.trainer(topics, History.config(folder, key));
  }

  private static RunOrder order(String id, @Nullable String commit, Set<Pipeline> pipelines) {
    return new RunOrder(
        new TrainingRequest(id, "operator-1", null, Map.of(), 1, false, null, commit), pipelines);
  }
}
