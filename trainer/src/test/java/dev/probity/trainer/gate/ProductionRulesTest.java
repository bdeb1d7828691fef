// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.topics.record.ModelRelease;
import dev.probity.topics.record.ReleaseAnswer;
import dev.probity.topics.record.ReleaseEvent;
import dev.probity.topics.record.ReleaseLineage;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProductionRulesTest {
  private static final String A = "a".repeat(64);
  private static final List<ReleaseAnswer> ANSWERS = List.of(new ReleaseAnswer("fallback", "yes"));

  @Test
  void knownSourcesApprovalAndChecklistAreEnough() {
    assertEquals(List.of(), ProductionRules.missing(release("0".repeat(40), ANSWERS), true));
    assertEquals(List.of(), ProductionRules.missing(release(A, ANSWERS), true));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"0000000000000000000000000000000000000000-dirty", "main", "abc", "v1.2-3-gabc"})
  void changedOrUnnamedSourcesAreRefused(String commit) {
    List<String> missing = ProductionRules.missing(release(commit, ANSWERS), true);
    assertEquals(1, missing.size(), missing.toString());
    assertTrue(missing.getFirst().contains("sources"), missing.toString());
  }

  @Test
  void everythingThatIsMissingIsNamedAtOnce() {
    List<String> missing = ProductionRules.missing(release(null, null), false);
    assertEquals(3, missing.size(), missing.toString());
    assertTrue(missing.get(0).contains("unknown"), missing.toString());
    assertTrue(missing.get(1).contains("approve m v1"), missing.toString());
    assertTrue(missing.get(2).contains("checklist"), missing.toString());
  }

  private static ModelRelease release(
      @Nullable String commit, @Nullable List<ReleaseAnswer> checklist) {
    return new ModelRelease(
        "m",
        ReleaseEvent.PROMOTED,
        "champion",
        "v1",
        A,
        A,
        "acs-salary",
        A,
        null,
        null,
        new ReleaseLineage("d", A, 1, Map.of(), 1, null, null, null, commit, null),
        null,
        "operator-1",
        null,
        Instant.EPOCH,
        null,
        checklist);
  }
}
