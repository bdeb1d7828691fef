// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.model.bundle.Bundle;
import dev.probity.model.bundle.Manifest;
import dev.probity.model.bundle.SigningKey;
import dev.probity.model.codec.Json;
import dev.probity.topics.io.ProfileFiles;
import dev.probity.topics.profile.Profile;
import dev.probity.topics.record.FairnessAccess;
import dev.probity.trainer.io.XgboostLearner;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Trainings whose rows are reweighed, beside the same ones without. */
class MitigationTest {
  private static final Profile PROFILE = ProfileFiles.load("acs-salary");
  private static final FairnessAccess ACCESS = FairnessAccess.forPurpose("test");
  private static final SigningKey KEY = SigningKey.of("trainer.test/1", new byte[32]);
  private static final Dataset DATASET =
      TrainingTest.dataset(AcsSample.some(AcsSample.newYork("train"), 8));

  private static TrainedModel usual;
  private static TrainedModel reweighed;

  @BeforeAll
  static void trainBoth() {
    usual = trained(null);
    reweighed = trained("SEX");
  }

  @Test
  void sideWithoutWeightsIsTheUsualTraining() {
    // When
    Mitigation mitigation = assertNotNullMitigation();
    // Then
    assertNull(usual.mitigation());
    assertEquals(usual.evaluation(), mitigation.without());
    assertEquals(reweighed.evaluation(), mitigation.with());
    assertNotEquals(usual.digest(), reweighed.digest());
  }

  @Test
  void weightsAreThoseOfTheCellsAndTheirRangeAndWorthAreReported() {
    // Given: counted here, from the rows trees grow on
    int[] rows = DATASET.rowsOf(Split.REFIT);
    Column sex = DATASET.guarded(ACCESS, "SEX");
    double women = 0;
    double positives = 0;
    double both = 0;
    for (int row : rows) {
      women += "2".equals(sex.code(row)) ? 1 : 0;
      positives += DATASET.positive(row) ? 1 : 0;
      both += "2".equals(sex.code(row)) && DATASET.positive(row) ? 1 : 0;
    }
    // When
    Manifest.FairnessFacts facts = loaded(reweighed).fairness();
    // Then
    assertTrue(facts.reweighing());
    assertEquals(4, facts.cells().size());
    assertEquals(women * positives / (rows.length * both), facts.cells().get("2|1"), 1e-12);
    assertTrue(facts.lowest() < 1 && facts.highest() > 1, facts.toString());
    assertTrue(facts.effectiveRows() < rows.length, facts.toString());
    assertTrue(facts.effectiveRows() > rows.length * .95, facts.toString());
    assertEquals(rows.length, assertNotNullMitigation().rows());
  }

  @Test
  void selectionOfWomenComesCloserToThatOfMen() {
    // When
    Mitigation.Pair ratio = assertNotNullMitigation().figures().get("impactRatio[SEX=2]");
    // Then: women are paid less, so the positive class, lower pay, is predicted more often for them
    assertTrue(ratio.without().value() > 1.05, ratio.toString());
    assertTrue(ratio.with().value() < ratio.without().value(), ratio.toString());
    assertTrue(ratio.with().value() > .9, ratio.toString());
  }

  @Test
  void cardShowsBothSidesAndWhoIsTooFewToBeCompared() {
    // When
    Json.ObjectValue card = Json.parseObject(reweighed.files().get(ModelCard.FILE));
    Json.ObjectValue told = card.object("reweighing");
    // Then
    assertEquals("SEX", told.text("attribute"));
    Json.ObjectValue auc = told.object("figures").object("auc");
    assertEquals(usual.evaluation().figure("auc").value(), auc.object("without").number("value"));
    assertEquals(reweighed.evaluation().figure("auc").value(), auc.object("with").number("value"));
    assertTrue(told.object("figures").members().containsKey("opportunityDifference[SEX=2]"));
    assertTrue(!told.object("insufficientEvidence").members().isEmpty());
    told.object("insufficientEvidence")
        .members()
        .keySet()
        .forEach(
            group ->
                assertTrue(
                    told.object("insufficientEvidence").whole(group)
                        < PROFILE.fairness().minGroupRows(),
                    group));
    assertNull(Json.parseObject(usual.files().get(ModelCard.FILE)).find("reweighing"));
  }

  @Test
  void attributeThatIsNotProtectedIsRefusedByName() {
    // When
    TrainingResult result = run("OCCP");
    // Then
    String reason = assertInstanceOf(TrainingResult.Refused.class, result).reason();
    assertEquals(
        "OCCP is no protected attribute of profile acs-salary. Maybe one of SEX, RAC1P", reason);
  }

  private static Mitigation assertNotNullMitigation() {
    Mitigation mitigation = reweighed.mitigation();
    assertNotNull(mitigation);
    return mitigation;
  }

  private static Manifest loaded(TrainedModel model) {
    return assertInstanceOf(Bundle.Loaded.class, model.load(List.of(KEY.trusted())))
        .bundle()
        .manifest();
  }

  private static TrainedModel trained(@Nullable String reweigh) {
    return assertInstanceOf(TrainingResult.Trained.class, run(reweigh)).model();
  }

  private static TrainingResult run(@Nullable String reweigh) {
    TrainingSpec spec = TrainingSpec.of("acs-salary", 1).reweighing(reweigh);
    return new Training(
            PROFILE, spec, new XgboostLearner(), ACCESS, List.of(KEY), StepListener.SILENT)
        .run(DATASET, new DataSource(Map.of(), new ReplayCounts(Map.of(), Map.of())));
  }
}
