// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.model.bundle.Bundle;
import dev.probity.model.bundle.SelfTestRow;
import dev.probity.model.bundle.SigningKey;
import dev.probity.model.codec.Json;
import dev.probity.model.monitor.MonitoringReference;
import dev.probity.topics.codec.Codecs;
import dev.probity.topics.codec.Decoded;
import dev.probity.topics.profile.CandidateRules;
import dev.probity.topics.profile.CandidateVerdict;
import dev.probity.topics.record.Candidate;
import dev.probity.trainer.io.XgboostLearner;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A use case is a file: another profile trains without a line of code. */
class SecondUseCaseTest {
  private static final SigningKey KEY = SigningKey.of("trainer.test/1", new byte[32]);
  private static TrainedModel model;
  private static Bundle bundle;

  @BeforeAll
  static void train() {
    model = trained(Apprentices.dataset(Apprentices.drawn(6_000, 1)));
    bundle = assertInstanceOf(Bundle.Loaded.class, model.load(List.of(KEY.trusted()))).bundle();
  }

  @Test
  void releaseRanksApprenticesByWhatReallyDecided() {
    assertTrue(
        model.evaluation().figure(Evaluation.AUC).value() > .7,
        () -> "auc " + model.evaluation().figure(Evaluation.AUC));
    assertEquals("days in [0,120]", bundle.manifest().task().positive());
    assertEquals("probity-apprentice-retention", bundle.manifest().name());
  }

  @Test
  void everySelfTestRowPassesTheProfilesDoor() {
    // Given
    CandidateRules rules = CandidateRules.of(Apprentices.PROFILE);
    for (SelfTestRow row : bundle.selfTest()) {
      // When
      Decoded<Candidate> decoded = Codecs.CANDIDATE.decode(row.candidateBytes());
      // Then
      Decoded.Valid<?> valid = assertInstanceOf(Decoded.Valid.class, decoded);
      Candidate candidate = assertInstanceOf(Candidate.class, valid.value());
      assertInstanceOf(CandidateVerdict.Valid.class, rules.check(candidate));
    }
    assertTrue(
        bundle.selfTest().stream()
            .anyMatch(row -> row.vector().contains(Float.floatToIntBits(Float.NaN))),
        "a row with the grade missing is among them");
  }

  @Test
  void demandedProtectedAttributesAreThoseOfThePrivilegedGroup() {
    // When
    Json.ObjectValue guarded = bundle.selfTest().getFirst().candidate().object("protected");
    // Then
    assertEquals("man", guarded.text("gender"));
  }

  @Test
  void groupsOfTextsAreComparedWithThePrivilegedOne() {
    // When
    List<GroupFigure> groups = model.evaluation().groups();
    // Then
    assertEquals(
        List.of("other", "woman", GroupFigure.ALL_OTHERS),
        groups.stream().map(GroupFigure::group).toList());
    groups.forEach(group -> assertEquals("man", group.privileged()));
    assertEquals(
        groups.get(0).rows() + groups.get(1).rows(), groups.get(2).rows(), "others are the sum");
  }

  @Test
  void referenceKnowsTheTextCategories() {
    // When
    MonitoringReference reference = MonitoringReference.parse(bundle.file("reference.json"));
    // Then
    assertEquals("trade", reference.spec().features().getFirst().name());
    assertTrue(
        reference.spec().features().getFirst().toString().contains("carpenter"),
        "codes travel as texts");
  }

  @Test
  void rowsOfACategoryTheTreesNeverSawAreLeftOutWhereTheProfileRefusesThem() {
    // Given: plumbers only in workshops of the test folds
    List<Apprentices.Apprentice> apprentices =
        Apprentices.drawn(6_000, 2).stream()
            .filter(one -> !isPlumber(one) || !Split.REFIT.contains(part(one)))
            .toList();
    Dataset dataset = Apprentices.dataset(apprentices);
    // When
    TrainedModel trained = trained(dataset);
    // Then
    long expected =
        apprentices.stream().filter(one -> part(one) == Split.TEST && !isPlumber(one)).count();
    assertEquals(expected, trained.evaluation().figure(Evaluation.AUC).n());
  }

  private static boolean isPlumber(Apprentices.Apprentice one) {
    return one.candidate().attributes().get("trade").toString().contains("plumber");
  }

  private static Split part(Apprentices.Apprentice one) {
    return Split.of(Split.hash(one.candidate().provenance().group()));
  }

  private static TrainedModel trained(Dataset dataset) {
    TrainingResult result =
        new Training(
                Apprentices.PROFILE,
                TrainingSpec.of(Apprentices.PROFILE.name(), 1),
                new XgboostLearner(),
                Apprentices.ACCESS,
                List.of(KEY),
                StepListener.SILENT)
            .run(dataset, new DataSource(Map.of(), new ReplayCounts(Map.of(), Map.of())));
    return assertInstanceOf(TrainingResult.Trained.class, result).model();
  }
}
