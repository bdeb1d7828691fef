// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.model.bundle.SigningKey;
import dev.probity.topics.codec.Codecs;
import dev.probity.topics.codec.Decoded;
import dev.probity.topics.record.ModelRelease;
import dev.probity.topics.record.OffsetRange;
import dev.probity.topics.record.ReleaseApproval;
import dev.probity.topics.record.ReleaseEvent;
import dev.probity.topics.record.ReleaseMetric;
import dev.probity.topics.record.Retraining;
import dev.probity.topics.record.RetrainingState;
import dev.probity.trainer.io.XgboostLearner;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class AnnouncementTest {
  private static final Instant NOW = Instant.parse("2025-01-02T03:04:05Z");
  private static final Map<String, OffsetRange> OFFSETS =
      Map.of("probity.candidates.v1-0", new OffsetRange(3, 903));
  private static final TrainingRequest REQUEST =
      new TrainingRequest(
          "r1",
          "operator-1",
          "first release",
          Map.of(),
          1,
          true,
          new ReleaseApproval("operator-2", NOW, "figures read"));
  private static final Announcement WORDS = new Announcement(REQUEST, "probity-tiny");
  private static TrainedModel model;

  @BeforeAll
  static void train() {
    DataSource source = new DataSource(OFFSETS, new ReplayCounts(Map.of(), Map.of()));
    TrainingResult result =
        new Training(
                Apprentices.PROFILE,
                TrainingSpec.of("apprentice-retention", 1),
                new XgboostLearner(),
                Apprentices.ACCESS,
                List.of(SigningKey.of("trainer.test/1", new byte[32])),
                StepListener.SILENT)
            .run(Apprentices.dataset(Apprentices.drawn(900, 3)), source);
    model = assertInstanceOf(TrainingResult.Trained.class, result).model();
  }

  @Test
  void registrationSaysWhatTheManifestSays() {
    // When
    ModelRelease release =
        WORDS.registered(model, "v3", "s3://b/r.zip", NOW, NOW.plusSeconds(1), NOW);
    // Then
    assertEquals("probity-apprentice-retention|" + model.digest().hex(), release.key());
    assertEquals("s3://b/r.zip", release.location());
    assertEquals("v3", release.version());
    assertEquals(OFFSETS, release.lineage().sourceOffsets());
    assertEquals(900, release.lineage().rows());
    assertEquals("r1", release.lineage().requestId());
    assertEquals(model.referenceDigest(), release.manifest().referenceDigest());
    assertEquals(List.of("trade", "grade", "interview"), release.manifest().features());
    ReleaseMetric auc =
        release.manifest().metrics().stream()
            .filter(metric -> metric.name().equals("auc"))
            .findFirst()
            .orElseThrow();
    assertEquals("test", auc.fold());
    assertEquals(model.evaluation().figure("auc").value(), auc.value());
    assertNull(release.approval(), "registering needs nobody's approval");
    assertSurvivesTheWire(release);
  }

  @Test
  void promotionNamesWhoLetItGoAndWhoWentBefore() {
    // Given
    ModelRelease registered = WORDS.registered(model, "v3", "file:r", null, null, NOW);
    // When
    ModelRelease promoted = WORDS.promoted(registered, "c".repeat(64), NOW);
    // Then
    assertEquals(ReleaseEvent.PROMOTED, promoted.event());
    assertEquals("probity-apprentice-retention|champion", promoted.key());
    assertEquals("c".repeat(64), promoted.previousDigest());
    assertEquals("operator-2", promoted.approval().approvedBy());
    assertEquals("operator-1", promoted.actor());
    assertEquals(registered.manifest(), promoted.manifest());
    assertSurvivesTheWire(promoted);
  }

  @Test
  void stepsOfARequestKeepItsIdAndItsModel() {
    // When
    List<Retraining> steps =
        List.of(
            WORDS.started(NOW),
            WORDS.failed("the fit part has 0 rows", NOW),
            WORDS.finished(model, OFFSETS, NOW));
    // Then
    assertEquals(
        List.of(RetrainingState.STARTED, RetrainingState.FAILED, RetrainingState.FINISHED),
        steps.stream().map(Retraining::state).toList());
    for (Retraining step : steps) {
      assertEquals("r1", step.requestId());
      assertEquals("probity-tiny", step.key());
      byte[] bytes = Codecs.RETRAINING.encode(step);
      assertEquals(new Decoded.Valid<>(step), Codecs.RETRAINING.decode(bytes));
    }
    assertEquals("the fit part has 0 rows", steps.get(1).reason());
    assertEquals(model.digest().hex(), steps.get(2).releaseDigest());
    assertTrue(steps.get(2).figures().stream().allMatch(figure -> figure.n() > 0));
  }

  private static void assertSurvivesTheWire(ModelRelease release) {
    byte[] bytes = Codecs.MODEL_RELEASE.encode(release);
    assertEquals(new Decoded.Valid<>(release), Codecs.MODEL_RELEASE.decode(bytes));
  }
}
