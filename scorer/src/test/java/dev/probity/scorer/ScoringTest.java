// SPDX-License-Identifier: Apache-2.0
package dev.probity.scorer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.model.ModelRefusedException;
import dev.probity.model.RefusalCode;
import dev.probity.scorer.ScoringResult.Scored;
import dev.probity.scorer.ScoringResult.Skipped;
import dev.probity.scorer.ScoringResult.Unscorable;
import dev.probity.topics.Topics;
import dev.probity.topics.codec.Codecs;
import dev.probity.topics.io.ProfileFiles;
import dev.probity.topics.profile.CodeBook;
import dev.probity.topics.profile.Feature;
import dev.probity.topics.profile.Profile;
import dev.probity.topics.record.AttributeValue;
import dev.probity.topics.record.Candidate;
import dev.probity.topics.record.FairnessAccess;
import dev.probity.topics.record.Prediction;
import dev.probity.topics.record.Protected;
import dev.probity.topics.record.Purpose;
import dev.probity.topics.record.ReasonCode;
import dev.probity.topics.record.SourcePosition;
import dev.probity.topics.record.Stage;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ScoringTest {
  private static final Profile SALARY = ProfileFiles.load("acs-salary");
  private static final Profile APPRENTICES = ProfileFiles.load("apprentice-retention");
  private static final ServingModel MODEL = ServingModel.bind(FixedModels.over(SALARY, 1), SALARY);
  private static final ServingModel SMALL =
      ServingModel.bind(FixedModels.over(APPRENTICES, 2), APPRENTICES);
  private static final SourcePosition SOURCE = new SourcePosition(Topics.CANDIDATES.name(), 2, 41);
  private static final Instant TIME = Instant.parse("2026-11-02T03:04:05.678Z");

  @Test
  void refusesARangeThatIsNotTheProfiles() {
    // Given
    Candidate candidate =
        FixedCandidates.with(FixedCandidates.of(SALARY, 1), "AGEP", AttributeValue.of(-5));
    // When
    ScoringResult result = Scoring.score(MODEL, candidate, SOURCE, TIME);
    // Then
    assertUnscorable(Stage.VALIDATE, ReasonCode.RANGE, "/attributes/AGEP", result);
  }

  @Test
  void refusesACodeThatDoesNotExist() {
    // Given
    Candidate candidate =
        FixedCandidates.with(FixedCandidates.of(SALARY, 1), "OCCP", AttributeValue.of(12345678));
    // When
    ScoringResult result = Scoring.score(MODEL, candidate, SOURCE, TIME);
    // Then
    assertUnscorable(Stage.VALIDATE, ReasonCode.RANGE, "/attributes/OCCP", result);
  }

  @Test
  void refusesACandidateOfAnotherProfile() {
    // Given
    Candidate candidate = FixedCandidates.of(APPRENTICES, 1);
    // When
    ScoringResult result = Scoring.score(MODEL, candidate, SOURCE, TIME);
    // Then
    assertUnscorable(Stage.VALIDATE, ReasonCode.MODEL_MISSING, "/profile", result);
  }

  @Test
  void refusesAnUnseenCodeWhereTheProfileSaysSo() {
    // Given
    Candidate candidate =
        FixedCandidates.with(
            FixedCandidates.of(APPRENTICES, 1), "trade", last("trade", APPRENTICES));
    // When
    ScoringResult result = Scoring.score(SMALL, candidate, SOURCE, TIME);
    // Then
    assertUnscorable(Stage.SCORE, ReasonCode.RANGE, "/attributes/trade", result);
  }

  @Test
  void refusesToBindAReleaseMadeForAnotherProfile() {
    ModelRefusedException refused =
        assertThrows(
            ModelRefusedException.class, () -> ServingModel.bind(MODEL.model(), APPRENTICES));
    assertEquals(RefusalCode.SPEC_MISMATCH, refused.code());
  }

  @Test
  void skipsHistory() {
    // Given
    Candidate one = FixedCandidates.of(SALARY, 1);
    Candidate history =
        new Candidate(
            one.id(),
            Purpose.HISTORY,
            one.profile(),
            one.attributes(),
            one.protectedAttributes(),
            one.provenance());
    // When
    ScoringResult result = Scoring.score(MODEL, history, SOURCE, TIME);
    // Then
    assertInstanceOf(Skipped.class, result);
  }

  /** RT-05; the count per feature is in ScoringMetersTest. */
  @Test
  void flagsEachUnseenCodeAndRoutesItAsMissing() {
    for (Feature feature : SALARY.features()) {
      if (feature instanceof Feature.Categorical) {
        // Given
        Candidate candidate =
            FixedCandidates.with(
                FixedCandidates.of(SALARY, 1), feature.name(), last(feature.name(), SALARY));
        // When
        Prediction prediction = scored(MODEL, candidate);
        // Then
        assertEquals(List.of("unseen:" + feature.name()), prediction.flags());
        int column = MODEL.model().spec().position(feature.name());
        assertTrue(prediction.vector().isMissing(column));
        float[] missing = scored(MODEL, FixedCandidates.of(SALARY, 1)).vector().toFloats();
        missing[column] = Float.NaN;
        assertEquals(MODEL.model().ensemble().margin(missing), prediction.margin());
      }
    }
  }

  @Test
  void saysEverythingALaterReaderNeeds() {
    // Given
    Candidate candidate = FixedCandidates.of(SALARY, 7);
    // When
    Prediction prediction = scored(MODEL, candidate);
    // Then
    assertEquals(candidate.id(), prediction.candidateId());
    assertEquals(SOURCE, prediction.source());
    assertEquals(TIME, prediction.eventTime());
    assertEquals(MODEL.digest(), prediction.modelDigest());
    assertEquals(
        MODEL.model().ensemble().margin(prediction.vector().toFloats()), prediction.margin());
    assertEquals(prediction.probability() > 0.5, prediction.positive());
    assertEquals(prediction.positive() ? "0-45000" : "45001+", prediction.band());
    assertEquals(List.of(), prediction.flags());
  }

  @Test
  void theSamePositionAndReleaseGiveTheSameBytes() {
    for (int number = 0; number < 200; number++) {
      // Given
      Candidate candidate = FixedCandidates.of(SALARY, number);
      // When
      byte[] first = Codecs.PREDICTION.encode(scored(MODEL, candidate));
      byte[] second = Codecs.PREDICTION.encode(scored(MODEL, candidate));
      // Then
      assertArrayEquals(first, second);
    }
  }

  @Test
  void aCandidateGetsTheSameBitsInABatchAsAlone() {
    // Given
    ScoringBatch batch = new ScoringBatch(MODEL);
    for (int number = 0; number < 300; number++) {
      assertNull(batch.add(FixedCandidates.of(SALARY, number), SOURCE, TIME));
    }
    // When
    List<Prediction> together = batch.predictions();
    // Then
    for (int number = 0; number < 300; number++) {
      assertEquals(scored(MODEL, FixedCandidates.of(SALARY, number)), together.get(number));
    }
  }

  @Test
  void aRefusedCandidateTakesNoPlaceInTheBatch() {
    // Given
    ScoringBatch batch = new ScoringBatch(MODEL);
    Candidate bad =
        FixedCandidates.with(FixedCandidates.of(SALARY, 2), "AGEP", AttributeValue.of(-5));
    batch.add(FixedCandidates.of(SALARY, 1), SOURCE, TIME);
    // When
    Unscorable refused = batch.add(bad, SOURCE, TIME);
    // Then
    assertNotNull(refused);
    assertEquals(1, batch.size());
    assertEquals(scored(MODEL, FixedCandidates.of(SALARY, 1)), batch.predictions().getFirst());
  }

  @Test
  void anotherPositionOrReleaseGivesAnotherId() {
    // Given
    Candidate candidate = FixedCandidates.of(SALARY, 7);
    ServingModel other = ServingModel.bind(FixedModels.over(SALARY, 3), SALARY);
    SourcePosition next = new SourcePosition(SOURCE.topic(), 2, 42);
    // When
    Prediction one = scored(MODEL, candidate);
    // Then
    assertNotEquals(one.id(), scored(other, candidate).id());
    assertNotEquals(
        one.id(),
        assertInstanceOf(Scored.class, Scoring.score(MODEL, candidate, next, TIME))
            .prediction()
            .id());
  }

  @Test
  void protectedAttributesChangeNoByte() {
    for (int number = 0; number < 50; number++) {
      Candidate candidate = FixedCandidates.of(SALARY, number);
      byte[] expected = Codecs.PREDICTION.encode(scored(MODEL, candidate));
      for (int sex = 1; sex <= 2; sex++) {
        // Given
        Candidate twin =
            new Candidate(
                candidate.id(),
                candidate.purpose(),
                candidate.profile(),
                candidate.attributes(),
                Protected.of(Map.of("SEX", AttributeValue.of(sex), "RAC1P", AttributeValue.of(9))),
                candidate.provenance());
        // When
        byte[] found = Codecs.PREDICTION.encode(scored(MODEL, twin));
        // Then
        assertArrayEquals(expected, found);
      }
    }
  }

  @Test
  void nothingInScoringTakesAnAccessToProtectedAttributes() {
    List<Class<?>> reachable =
        List.of(
            Scoring.class,
            ScoringBatch.class,
            ServingModel.class,
            CandidateRow.class,
            ScoringResult.class);
    for (Class<?> type : reachable) {
      Stream<Executable> code =
          Stream.concat(
              Stream.of(type.getDeclaredMethods()), Stream.of(type.getDeclaredConstructors()));
      code.forEach(
          one -> assertFalse(List.of(one.getParameterTypes()).contains(FairnessAccess.class)));
      for (Field field : type.getDeclaredFields()) {
        assertNotEquals(FairnessAccess.class, field.getType());
      }
    }
  }

  @Test
  void aProfileOfTextsAndMissingNumbersIsScoredLikeAnyOther() {
    // Given
    Candidate candidate =
        FixedCandidates.with(FixedCandidates.of(APPRENTICES, 4), "grade", AttributeValue.MISSING);
    // When
    Prediction prediction = scored(SMALL, candidate);
    // Then
    assertEquals("apprentice-retention", prediction.profile());
    assertTrue(prediction.vector().isMissing(SMALL.model().spec().position("grade")));
    assertFalse(prediction.vector().isMissing(SMALL.model().spec().position("trade")));
    assertEquals(prediction.positive() ? "left" : "stayed", prediction.band());
  }

  private static Prediction scored(ServingModel model, Candidate candidate) {
    return assertInstanceOf(Scored.class, Scoring.score(model, candidate, SOURCE, TIME))
        .prediction();
  }

  private static AttributeValue last(String feature, Profile profile) {
    CodeBook codes = assertInstanceOf(Feature.Categorical.class, profile.feature(feature)).codes();
    return List.copyOf(codes.labels().keySet()).getLast();
  }

  private static void assertUnscorable(
      Stage stage, ReasonCode code, String where, ScoringResult result) {
    Unscorable found = assertInstanceOf(Unscorable.class, result);
    assertEquals(stage, found.stage());
    assertEquals(code, found.code());
    assertTrue(found.reason().startsWith(where), found.reason());
  }
}
