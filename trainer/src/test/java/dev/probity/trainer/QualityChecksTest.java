// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.topics.io.ProfileFiles;
import dev.probity.topics.profile.Profile;
import dev.probity.topics.record.AttributeValue;
import dev.probity.topics.record.Candidate;
import dev.probity.topics.record.FairnessAccess;
import dev.probity.trainer.QualityCheck.Outcome;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class QualityChecksTest {
  private static final Profile PROFILE = ProfileFiles.load("acs-salary");
  private static final List<AcsSample.Row> ROWS = AcsSample.some(AcsSample.newYork("train"), 100);

  private final EnumMap<CandidateFate, Long> candidates = new EnumMap<>(CandidateFate.class);
  private final EnumMap<OutcomeFate, Long> outcomes = new EnumMap<>(OutcomeFate.class);

  @Test
  void realRowsPass() {
    List<QualityCheck> checks = checks(0);
    assertNull(QualityChecks.blocking(checks));
    assertEquals(PROFILE.features().size() + 5, checks.size());
    assertTrue(checks.stream().allMatch(check -> check.outcome() == Outcome.PASSED), "" + checks);
  }

  @Test
  void tooManyBrokenRecordsBlock() {
    // 5 of 95 + 5 are 5 %, which is still allowed; one more is not.
    long good = ROWS.size();
    candidates.put(CandidateFate.REFUSED, good / 19);
    assertNull(QualityChecks.blocking(checks(0)));
    candidates.clear();
    candidates.put(CandidateFate.MALFORMED, good / 19 + 1);
    String why = QualityChecks.blocking(checks(0));
    assertTrue(why != null && why.contains("check candidates: "), why);
    candidates.clear();
    outcomes.put(OutcomeFate.MALFORMED, good);
    assertTrue(String.valueOf(QualityChecks.blocking(checks(0))).contains("check outcomes: "));
  }

  @Test
  void featureMissingInMostRowsBlocks() {
    assertNull(QualityChecks.blocking(checks(ROWS.size() / 2)));
    outcomes.clear();
    candidates.clear();
    String why = QualityChecks.blocking(checks(ROWS.size() / 2 + 1));
    assertTrue(String.valueOf(why).contains("missing AGEP"), why);
  }

  @Test
  void repeatsAndLateCandidatesAreNotedAndBlockNothing() {
    candidates.put(CandidateFate.REPLACED, (long) ROWS.size());
    candidates.put(CandidateFate.LATE, 1L);
    List<QualityCheck> checks = checks(0);
    assertNull(QualityChecks.blocking(checks));
    assertEquals(
        List.of("repeats", "late"),
        checks.stream()
            .filter(check -> check.outcome() == Outcome.NOTED)
            .map(QualityCheck::name)
            .toList());
  }

  @Test
  void emptyDataSetBlocks() {
    Dataset none = builder().build(candidates, outcomes);
    String why =
        QualityChecks.blocking(
            QualityChecks.of(none, new ReplayCounts(candidates, outcomes), PROFILE));
    assertNotNull(why);
    assertTrue(why.startsWith("the fit part has 0 rows"), why);
  }

  private List<QualityCheck> checks(int withoutAge) {
    DatasetBuilder builder = builder();
    for (int i = 0; i < ROWS.size(); i++) {
      Candidate candidate = ROWS.get(i).candidate();
      Map<String, AttributeValue> attributes = new HashMap<>(candidate.attributes());
      if (i < withoutAge) {
        attributes.put("AGEP", AttributeValue.MISSING);
      }
      builder.candidate(
          new Candidate(
              candidate.id(),
              candidate.purpose(),
              candidate.profile(),
              attributes,
              candidate.protectedAttributes(),
              candidate.provenance()),
          AcsSample.OBSERVED);
      builder.outcome(candidate.id(), i % 3 == 0, AcsSample.OBSERVED);
    }
    Dataset dataset = builder.build(candidates, outcomes);
    return QualityChecks.of(dataset, new ReplayCounts(candidates, outcomes), PROFILE);
  }

  private static DatasetBuilder builder() {
    return new DatasetBuilder(
        PROFILE.featureNames(), List.of("SEX", "RAC1P"), FairnessAccess.forPurpose("test"));
  }
}
