// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.topics.EventHeaders;
import dev.probity.topics.Trace;
import dev.probity.topics.codec.Codecs;
import dev.probity.topics.io.ProfileFiles;
import dev.probity.topics.profile.Profile;
import dev.probity.topics.record.AttributeValue;
import dev.probity.topics.record.Candidate;
import dev.probity.topics.record.FairnessAccess;
import dev.probity.topics.record.Outcome;
import dev.probity.topics.record.Protected;
import dev.probity.topics.record.Provenance;
import dev.probity.topics.record.Purpose;
import dev.probity.topics.record.SourcePosition;
import dev.probity.topics.record.Withdrawal;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class TrainingIntakeTest {
  private static final Profile PROFILE = ProfileFiles.load("acs-salary");

  private static final Headers BARE = new RecordHeaders();

  private final TrainingIntake intake =
      new TrainingIntake(PROFILE, FairnessAccess.forPurpose("test"));

  @Test
  void historyAndDecidedPeopleBecomeRowsOnceTheirOutcomeIsKnown() {
    // Given
    take(candidate("h", Purpose.HISTORY, "acs-salary", 40));
    take(candidate("d", Purpose.DECISION, "acs-salary", 41));
    take(candidate("u", Purpose.DECISION, "acs-salary", 42));
    take(outcome("h", 45_000));
    take(outcome("d", 45_001));
    // When
    Dataset dataset = intake.dataset();
    // Then
    assertEquals(2, dataset.rows());
    int h = dataset.feature("AGEP").number(0) == 40 ? 0 : 1;
    assertTrue(dataset.positive(h), "45,000 lies in the band");
    assertEquals(1, dataset.positives(new int[] {0, 1}), "45,001 does not");
    assertEquals(1, intake.counts().of(CandidateFate.UNLABELLED));
  }

  @Test
  void everyRecordThatCannotBeTrainedOnIsCountedUnderItsFate() {
    // Given
    byte[] good = Codecs.CANDIDATE.encode(candidate("k", Purpose.HISTORY, "acs-salary", 40));
    candidate(BARE, "k", null);
    candidate(BARE, "k", "{\"id\":".getBytes(UTF_8));
    candidate(BARE, "other", good);
    candidate(BARE, null, good);
    take(candidate("p", Purpose.HISTORY, "elsewhere", 40));
    take(candidate("a", Purpose.HISTORY, "acs-salary", -5));
    take(candidate("w", Purpose.HISTORY, "acs-salary", 40));
    Withdrawal withdrawal = new Withdrawal("w", "asked for it");
    Headers withdrawn =
        EventHeaders.withdrawal(withdrawal, "e", "/hr", AcsSample.OBSERVED, Trace.NONE);
    candidate(withdrawn, "w", Codecs.WITHDRAWAL.encode(withdrawal));
    take(candidate("x", Purpose.HISTORY, "acs-salary", 40));
    take(outcome("x", 1_000));
    take(outcome("stranger", 1_000));
    outcome("x", "[]".getBytes(UTF_8));
    outcome("wrong-key", Codecs.OUTCOME.encode(outcome("x", 1)));
    take(outcome("x", -1));
    outcome(
        "x",
        Codecs.OUTCOME.encode(
            new Outcome("x", null, Map.of("PINCP", AttributeValue.of(1)), AcsSample.OBSERVED)));
    // When
    Dataset dataset = intake.dataset();
    // Then
    assertEquals(1, dataset.rows());
    ReplayCounts expected =
        new ReplayCounts(
            Map.of(
                CandidateFate.USED, 1L,
                CandidateFate.MALFORMED, 4L,
                CandidateFate.OTHER_PROFILE, 1L,
                CandidateFate.REFUSED, 1L,
                CandidateFate.WITHDRAWN, 2L),
            Map.of(
                OutcomeFate.USED, 1L,
                OutcomeFate.NO_CANDIDATE, 1L,
                OutcomeFate.MALFORMED, 2L,
                OutcomeFate.NO_LABEL, 2L));
    assertEquals(expected, intake.counts());
    assertEquals(9, intake.counts().candidatesRead());
    assertEquals(6, intake.counts().outcomesRead());
  }

  private void take(Candidate candidate) {
    candidate(BARE, candidate.id(), Codecs.CANDIDATE.encode(candidate));
  }

  private void take(Outcome outcome) {
    outcome(outcome.candidateId(), Codecs.OUTCOME.encode(outcome));
  }

  private void candidate(Headers headers, String key, byte[] value) {
    intake.candidate(new SourcePosition("probity.candidates.v1", 0, 0), key, value, headers);
  }

  private void outcome(String key, byte[] value) {
    intake.outcome(new SourcePosition("probity.outcomes.v1", 0, 0), key, value, BARE);
  }

  private static Outcome outcome(String id, int wage) {
    return new Outcome(id, null, Map.of("WAGP", AttributeValue.of(wage)), AcsSample.OBSERVED);
  }

  private static Candidate candidate(String id, Purpose purpose, String profile, int age) {
    Map<String, AttributeValue> attributes = new LinkedHashMap<>();
    attributes.put("CIT", AttributeValue.of(1));
    attributes.put("COW", AttributeValue.of(1));
    attributes.put("INDP", AttributeValue.of(7690));
    attributes.put("OCCP", AttributeValue.of(8950));
    attributes.put("HICOV", AttributeValue.of(2));
    attributes.put("WKWN", AttributeValue.of(52));
    attributes.put("WKHP", AttributeValue.of(50));
    attributes.put("AGEP", AttributeValue.of(age));
    attributes.put("SCHL", AttributeValue.of(17));
    return new Candidate(
        id,
        purpose,
        profile,
        attributes,
        Protected.of(Map.of("SEX", AttributeValue.of(1), "RAC1P", AttributeValue.of(1))),
        new Provenance("household", null, null));
  }
}
