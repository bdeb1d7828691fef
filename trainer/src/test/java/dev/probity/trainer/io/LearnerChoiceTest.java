// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.model.bundle.BundleFiles;
import dev.probity.model.codec.Json;
import dev.probity.topics.Topics;
import dev.probity.topics.io.FolderModelStore;
import dev.probity.trainer.Boosting;
import dev.probity.trainer.GrownTrees;
import dev.probity.trainer.Learner;
import dev.probity.trainer.LearnerInfo;
import dev.probity.trainer.LearnerName;
import dev.probity.trainer.TrainingMatrix;
import dev.probity.trainer.TrainingOptions;
import dev.probity.trainer.TrainingRequest;
import dev.probity.trainer.run.RunRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A training by the learner that was asked for, from the request to what is told of it. */
class LearnerChoiceTest {
  @TempDir private Path folder;
  private Path key;

  @BeforeEach
  void key() throws IOException {
    key = folder.resolve("trainer.key");
    Files.writeString(key, Base64.getEncoder().encodeToString(new byte[32]) + "\n");
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void smilesReleaseIsTheSameBytesTwiceAndSaysWhoGrewIt() throws Exception {
    // Given
    TrainerService trainer = History.trainer(History.published(), History.config(folder, key));
    TrainingOptions smile = new TrainingOptions(0, 0, "SEX", LearnerName.SMILE, true);
    // When
    String first = released(trainer.train(request("r1", smile), step -> {}));
    String second = released(trainer.train(request("r2", smile), step -> {}));
    // Then
    assertEquals(first, second);
    Map<String, byte[]> files = new FolderModelStore(folder.resolve("models")).fetch(first);
    Json.ObjectValue manifest = Json.parseObject(files.get(BundleFiles.MANIFEST));
    Json.ObjectValue learner = manifest.object("learner");
    assertEquals("smile", learner.text("name"));
    assertEquals("2.6.0", learner.text("version"));
    assertEquals("rows resampled", learner.object("params").text("weights"));
    assertEquals("count", manifest.object("trees").text("cover"));
    Json card = Json.parseObject(files.get("card.json"));
    assertTrue(card.toString().contains("smile"), "the card names the learner");
    RunRecord run = RecordedRuns.find(folder.resolve("datasets/runs"), "r1");
    assertEquals(LearnerName.SMILE, run.learning().learner());
    assertEquals(LearnerName.SMILE, run.learning().compared().getFirst().learner());
    assertEquals(2, run.learning().compared().size());
    // And: MLflow has it as a tag, and both learners as runs below
    assertEquals(List.of("smile 2.6.0"), tags("probity.learner", false));
    assertEquals(List.of("smile", "xgboost"), tags("probity.learner", true));
  }

  @Test
  void aLearnerThatFailsBesideTheOwnCostsNobodyARelease() throws Exception {
    // Given
    Learners one = name -> name == LearnerName.SMILE ? new Failing() : Learners.BUILT_IN.of(name);
    TrainerService trainer = History.trainer(History.published(), History.config(folder, key), one);
    TrainingOptions compared = new TrainingOptions(0, 0, null, LearnerName.XGBOOST, true);
    // When
    String digest = released(trainer.train(request("r1", compared), step -> {}));
    // Then
    RunRecord run = RecordedRuns.find(folder.resolve("datasets/runs"), "r1");
    assertEquals(digest, run.digest());
    assertEquals("rows of one class", run.learning().compared().getLast().refusal());
  }

  /** Has everything but rows it likes. */
  private static final class Failing implements Learner {
    @Override
    public LearnerInfo info() {
      return new SmileLearner().info();
    }

    @Override
    public GrownTrees fit(
        TrainingMatrix fit, TrainingMatrix validation, Boosting boosting, long seed) {
      throw new IllegalArgumentException("rows of one class");
    }

    @Override
    public GrownTrees grow(TrainingMatrix rows, Boosting boosting, long seed) {
      throw new IllegalArgumentException("rows of one class");
    }
  }

  @Test
  void searchOfALearnerThatCannotContinueIsRefusedByName() throws Exception {
    // Given
    InMemoryTopics topics = History.published();
    TrainerService trainer = History.trainer(topics, History.config(folder, key));
    TrainingOptions searching = new TrainingOptions(6, 0, null, LearnerName.SMILE, false);
    // When
    TrainingReport report = trainer.train(request("r1", searching), step -> {});
    // Then
    String reason = assertInstanceOf(TrainingReport.Failed.class, report).reason();
    assertTrue(reason.startsWith("smile 2.6.0 lacks [CONTINUING]"), reason);
    assertEquals(0, topics.size(Topics.MODELS));
  }

  @Test
  void nameOfNobodyIsAnsweredWithThoseThereAre() {
    // When
    IllegalArgumentException refusal =
        assertThrows(IllegalArgumentException.class, () -> LearnerName.of("Smile"));
    // Then
    assertEquals("there is no learner Smile. Maybe one of xgboost, smile", refusal.getMessage());
    assertEquals(LearnerName.SMILE, LearnerName.of("smile"));
  }

  /** Values of a tag of the runs below a training, or of trainings. */
  private List<String> tags(String name, boolean below) throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve("mlflow/mlruns"))) {
      return files
          .filter(path -> path.endsWith("tags/" + name))
          .filter(path -> Files.exists(path.resolveSibling("mlflow.parentRunId")) == below)
          .map(LearnerChoiceTest::text)
          .distinct()
          .sorted()
          .toList();
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static TrainingRequest request(String id, TrainingOptions options) {
    return new TrainingRequest(id, "operator-1", null, Map.of(), 1, false, null, null, options);
  }

  private static String released(TrainingReport report) {
    return assertInstanceOf(TrainingReport.Released.class, report, report.toString())
        .release()
        .digest();
  }
}
