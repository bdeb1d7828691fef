// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.topics.record.AttributeValue;
import dev.probity.topics.record.Candidate;
import dev.probity.topics.record.FairnessAccess;
import dev.probity.topics.record.Protected;
import dev.probity.topics.record.Provenance;
import dev.probity.topics.record.Purpose;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DatasetBuilderTest {
  private static final FairnessAccess ACCESS = FairnessAccess.forPurpose("test");
  private static final Instant MONDAY = Instant.parse("2024-01-01T00:00:00Z");
  private static final Instant TUESDAY = Instant.parse("2024-01-02T00:00:00Z");

  private final EnumMap<CandidateFate, Long> candidates = new EnumMap<>(CandidateFate.class);
  private final EnumMap<OutcomeFate, Long> outcomes = new EnumMap<>(OutcomeFate.class);

  @Test
  void joinsEveryCandidateWithItsOutcome() {
    // Given
    DatasetBuilder builder = builder();
    builder.outcome("b", true, MONDAY);
    builder.candidate(candidate("a", 1, "clerk"), MONDAY);
    builder.candidate(candidate("b", 2, "cook"), MONDAY);
    builder.outcome("a", false, MONDAY);
    // When
    Dataset dataset = builder.build(candidates, outcomes);
    // Then
    assertEquals(2, dataset.rows());
    int b = rowWithAge(dataset, 2);
    assertTrue(dataset.positive(b));
    assertEquals("cook", dataset.raw(b).text("JOB"));
    assertEquals(2, dataset.raw(b).number("AGE"));
    assertEquals("2", dataset.guarded(ACCESS, "SEX").code(b));
    assertEquals(Split.hash("household of b"), dataset.hash(b));
    assertTrue(Double.isNaN(dataset.raw(b).number("NO SUCH")));
    assertNull(dataset.raw(b).text("NO SUCH"));
    assertFates(Map.of(CandidateFate.USED, 2L), Map.of(OutcomeFate.USED, 2L));
  }

  @Test
  void sameRecordsInAnyOrderGiveTheSameDigest() {
    // Given
    List<Consumer<DatasetBuilder>> records = records(300);
    String expected = build(records).digest();
    Random random = new Random(5);
    for (int round = 0; round < 5; round++) {
      // When
      Collections.shuffle(records, random);
      // Then
      assertEquals(expected, build(records).digest());
    }
  }

  @Test
  void everyByteOfARowIsInTheDigest() {
    // Given
    List<Consumer<DatasetBuilder>> records = records(5);
    String before = build(records).digest();
    List<Consumer<DatasetBuilder>> changes =
        List.of(
            b -> b.candidate(candidate("c0", 99, "job0"), MONDAY),
            b -> b.candidate(candidate("c0", 0, "other"), MONDAY),
            b -> b.outcome("c0", false, TUESDAY),
            b -> b.candidate(withSex(candidate("c0", 0, "job0"), 1), MONDAY),
            b -> b.candidate(withGroup(candidate("c0", 0, "job0"), "elsewhere"), MONDAY));
    for (Consumer<DatasetBuilder> change : changes) {
      List<Consumer<DatasetBuilder>> changed = new ArrayList<>(records);
      changed.add(change);
      // When
      String after = build(changed).digest();
      // Then
      assertNotEquals(before, after);
    }
    List<Consumer<DatasetBuilder>> repeated = new ArrayList<>(records);
    repeated.addAll(records);
    assertEquals(before, build(repeated).digest(), "repeats change nothing");
  }

  @Test
  void laterObservationWinsWhateverArrivesFirst() {
    // Given
    DatasetBuilder builder = builder();
    builder.candidate(candidate("a", 1, "clerk"), MONDAY);
    builder.outcome("a", true, TUESDAY);
    builder.outcome("a", false, MONDAY);
    // When
    Dataset dataset = builder.build(candidates, outcomes);
    // Then
    assertTrue(dataset.positive(0));
    assertFates(
        Map.of(CandidateFate.USED, 1L), Map.of(OutcomeFate.USED, 1L, OutcomeFate.REPLACED, 1L));
  }

  @Test
  void lastRecordOfACandidateWinsAndAWithdrawalEndsIt() {
    // Given
    DatasetBuilder builder = builder();
    builder.candidate(candidate("a", 1, "clerk"), MONDAY);
    builder.candidate(candidate("a", 5, "cook"), MONDAY);
    builder.candidate(candidate("w", 3, "cook"), MONDAY);
    builder.withdrawal("w", MONDAY);
    builder.outcome("a", true, MONDAY);
    builder.outcome("w", true, MONDAY);
    // When
    Dataset dataset = builder.build(candidates, outcomes);
    // Then
    assertEquals(1, dataset.rows());
    assertEquals(5, dataset.raw(0).number("AGE"));
    assertFates(
        Map.of(CandidateFate.USED, 1L, CandidateFate.REPLACED, 1L, CandidateFate.WITHDRAWN, 2L),
        Map.of(OutcomeFate.USED, 1L, OutcomeFate.NO_CANDIDATE, 1L));
  }

  @Test
  void rowsShowWhatWasKnownBeforeTheOutcome() {
    // Given: an update after the outcome would tell the label
    DatasetBuilder builder = builder();
    builder.candidate(decided(candidate("a", 1, "clerk")), MONDAY);
    builder.candidate(decided(candidate("a", 5, "fired")), TUESDAY.plusMillis(1));
    builder.candidate(decided(candidate("l", 7, "cook")), TUESDAY.plusMillis(1));
    builder.candidate(candidate("p", 9, "cook"), TUESDAY.plusMillis(1));
    List.of("a", "l", "p").forEach(id -> builder.outcome(id, true, TUESDAY));
    // When
    Dataset dataset = builder.build(candidates, outcomes);
    // Then
    assertEquals(2, dataset.rows());
    assertEquals("clerk", dataset.raw(rowWithAge(dataset, 1)).text("JOB"));
    assertEquals("cook", dataset.raw(rowWithAge(dataset, 9)).text("JOB"), "a past case");
    assertFates(
        Map.of(CandidateFate.USED, 2L, CandidateFate.REPLACED, 1L, CandidateFate.LATE, 1L),
        Map.of(OutcomeFate.USED, 2L, OutcomeFate.NO_CANDIDATE, 1L));
  }

  @Test
  void nobodyIsLostAmongThoseWithoutAPartner() {
    // Given
    DatasetBuilder builder = builder();
    IntStream.range(0, 1_500).forEach(i -> builder.candidate(candidate("c" + i, i, "x"), MONDAY));
    IntStream.range(1_000, 2_500).forEach(i -> builder.outcome("c" + i, i % 2 == 0, MONDAY));
    // When
    Dataset dataset = builder.build(candidates, outcomes);
    // Then
    assertEquals(500, dataset.rows());
    assertEquals(250, dataset.positives(IntStream.range(0, 500).toArray()));
    assertFates(
        Map.of(CandidateFate.USED, 500L, CandidateFate.UNLABELLED, 1_000L),
        Map.of(OutcomeFate.USED, 500L, OutcomeFate.NO_CANDIDATE, 1_000L));
  }

  @Test
  void peopleWithoutAHouseholdAreTheirOwnGroup() {
    // Given
    DatasetBuilder builder = builder();
    builder.candidate(withGroup(candidate("a", 1, "x"), null), MONDAY);
    builder.outcome("a", true, MONDAY);
    // When
    Dataset dataset = builder.build(candidates, outcomes);
    // Then
    assertEquals(Split.hash("a"), dataset.hash(0));
  }

  @Test
  void rowsOfPartsAreDisjointAndComplete() {
    // Given
    Dataset dataset = build(records(400));
    // When
    int total = 0;
    for (Split part : Split.values()) {
      int[] rows = dataset.rowsOf(List.of(part));
      IntStream.of(rows).forEach(row -> assertEquals(part, Split.of(dataset.hash(row))));
      total += rows.length;
    }
    // Then
    assertEquals(dataset.rows(), total);
  }

  private static DatasetBuilder builder() {
    return new DatasetBuilder(List.of("AGE", "JOB"), List.of("SEX"), ACCESS);
  }

  private Dataset build(List<Consumer<DatasetBuilder>> records) {
    DatasetBuilder builder = builder();
    records.forEach(record -> record.accept(builder));
    return builder.build(candidates, outcomes);
  }

  private static List<Consumer<DatasetBuilder>> records(int count) {
    List<Consumer<DatasetBuilder>> records = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int n = i;
      records.add(builder -> builder.candidate(candidate("c" + n, n, "job" + n % 7), MONDAY));
      records.add(builder -> builder.outcome("c" + n, n % 3 == 0, MONDAY));
    }
    return records;
  }

  private void assertFates(
      Map<CandidateFate, Long> ofCandidates, Map<OutcomeFate, Long> ofOutcomes) {
    ReplayCounts expected = new ReplayCounts(ofCandidates, ofOutcomes);
    assertEquals(expected, new ReplayCounts(candidates, outcomes));
  }

  private static int rowWithAge(Dataset dataset, double age) {
    return IntStream.range(0, dataset.rows())
        .filter(row -> dataset.feature("AGE").number(row) == age)
        .findFirst()
        .orElseThrow();
  }

  private static Candidate candidate(String id, double age, String job) {
    return new Candidate(
        id,
        Purpose.HISTORY,
        "tiny",
        Map.of("AGE", AttributeValue.of(age), "JOB", AttributeValue.of(job)),
        Protected.of(Map.of("SEX", AttributeValue.of(2))),
        new Provenance("household of " + id, null, null));
  }

  private static Candidate decided(Candidate candidate) {
    return new Candidate(
        candidate.id(),
        Purpose.DECISION,
        candidate.profile(),
        candidate.attributes(),
        candidate.protectedAttributes(),
        candidate.provenance());
  }

  private static Candidate withSex(Candidate candidate, double sex) {
    return new Candidate(
        candidate.id(),
        candidate.purpose(),
        candidate.profile(),
        candidate.attributes(),
        Protected.of(Map.of("SEX", AttributeValue.of(sex))),
        candidate.provenance());
  }

  private static Candidate withGroup(Candidate candidate, String group) {
    return new Candidate(
        candidate.id(),
        candidate.purpose(),
        candidate.profile(),
        candidate.attributes(),
        candidate.protectedAttributes(),
        new Provenance(group, null, null));
  }
}
