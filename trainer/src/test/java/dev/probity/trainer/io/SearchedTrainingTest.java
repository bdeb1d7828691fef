// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.model.bundle.BundleFiles;
import dev.probity.model.codec.Json;
import dev.probity.topics.Topics;
import dev.probity.topics.io.FolderModelStore;
import dev.probity.topics.io.ProfileFiles;
import dev.probity.topics.record.RetrainingState;
import dev.probity.trainer.Boosting;
import dev.probity.trainer.TrainingOptions;
import dev.probity.trainer.TrainingRequest;
import dev.probity.trainer.run.RunRecord;
import dev.probity.trainer.run.RunState;
import dev.probity.trainer.run.RunTrial;
import dev.probity.trainer.search.SearchSpace;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A request that asks for a search, from the topic's records to the release and its trials. */
class SearchedTrainingTest {
  private static final int TRIALS = 9;

  @TempDir private Path folder;
  private Path key;

  @BeforeEach
  void writeKey() throws IOException {
    key = folder.resolve("trainer.key");
    Files.writeString(key, Base64.getEncoder().encodeToString(new byte[32]) + "\n");
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void searchGivesTheSameBundleTwiceAndTellsEveryTrial() throws Exception {
    // Given
    InMemoryTopics topics = History.published();
    TrainerService trainer = History.trainer(topics, History.config(folder, key));
    // When
    String first = released(trainer.train(request("r1", 0), step -> {}));
    String second = released(trainer.train(request("r2", 0), step -> {}));
    // Then
    assertEquals(first, second);
    RunRecord run = run("r1");
    assertEquals(TRIALS, run.trials().size());
    assertEquals(List.of(6L, 2L, 1L), List.of(ended(run, 1), ended(run, 2), ended(run, 3)));
    RunTrial won = run.trials().stream().filter(RunTrial::chosen).findFirst().orElseThrow();
    assertTrue(won.tableBytes() > 0 && won.standardError() > 0, won.toString());
    for (RunTrial trial : run.trials()) {
      assertEquals(SearchSpace.draw(1, trial.trial()), Boosting.parse(trial.params()));
      assertEquals(trial.rung(), trial.losses().size());
      assertTrue(trial.logLoss() > .2 && trial.logLoss() < .7, trial.toString());
    }
    // And: the release says which trial it is, and how it was grown
    Json.ObjectValue learner = manifest(first).object("learner");
    assertEquals(won.trial(), learner.whole("trial"));
    assertEquals(won.params().get("eta"), learner.object("params").text("eta"));
    assertEquals(Integer.toString(won.trees()), learner.object("params").text("rounds"));
  }

  @Test
  void trialsAreRunsBelowTheTrainingForMlflow() throws Exception {
    // When
    History.trainer(History.published(), History.config(folder, key))
        .train(request("r1", 0), step -> {});
    // Then
    try (Stream<Path> files = Files.walk(folder.resolve("mlflow/mlruns"))) {
      List<Path> parents = files.filter(path -> path.endsWith("tags/mlflow.parentRunId")).toList();
      assertEquals(TRIALS, parents.size());
      for (Path parent : parents) {
        Path experiment = parent.getParent().getParent().getParent();
        assertTrue(Files.isDirectory(experiment.resolve(Files.readString(parent))));
      }
    }
  }

  @Test
  void limitThatIsOverGivesTheSearchUpAndReleasesNothing() throws Exception {
    // Given: every look at the clock takes a second
    InMemoryTopics topics = History.published();
    AtomicLong seconds = new AtomicLong();
    InstantSource hurried = () -> Instant.ofEpochSecond(seconds.incrementAndGet());
    TrainerConfig config = History.config(folder, key);
    TrainerService trainer =
        new TrainerService(
            config,
            ProfileFiles.load(config.profile()),
            SigningKeyFile.read(key, config.signingKeyName()),
            Learners.BUILT_IN,
            topics,
            new TrainerMeters(new SimpleMeterRegistry()),
            hurried);
    // When
    TrainingReport report = trainer.train(request("r1", 3), step -> {});
    // Then
    String reason = assertInstanceOf(TrainingReport.Failed.class, report).reason();
    assertTrue(reason.contains("its limit of 3 s was over at trial 2, rung 1"), reason);
    assertEquals(RunState.INCOMPLETE, run("r1").state());
    assertEquals(2, run("r1").trials().size());
    assertEquals(0, topics.size(Topics.MODELS));
    assertEquals(RetrainingState.FAILED, topics.values(Topics.RETRAINING).getLast().state());
  }

  private RunRecord run(String id) throws IOException {
    return RecordedRuns.all(folder.resolve("datasets/runs")).stream()
        .filter(run -> run.id().equals(id))
        .findFirst()
        .orElseThrow();
  }

  private static long ended(RunRecord run, int rung) {
    return run.trials().stream().filter(trial -> trial.rung() == rung).count();
  }

  private Json.ObjectValue manifest(String digest) throws Exception {
    Map<String, byte[]> files = new FolderModelStore(folder.resolve("models")).fetch(digest);
    return Json.parseObject(files.get(BundleFiles.MANIFEST));
  }

  private static TrainingRequest request(String id, int seconds) {
    return new TrainingRequest(
        id,
        "operator-1",
        null,
        Map.of(),
        1,
        false,
        null,
        null,
        new TrainingOptions(TRIALS, seconds, null));
  }

  private static String released(TrainingReport report) {
    return assertInstanceOf(TrainingReport.Released.class, report).release().digest();
  }
}
