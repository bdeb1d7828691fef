// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.probity.topics.record.ModelRelease;
import dev.probity.topics.record.ReleaseEvent;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReleaseHistoryTest {
  private static final String A = "a".repeat(64);
  private static final String B = "b".repeat(64);

  @Test
  void emptyTopicMakesTheFirstReleaseV1() {
    // When
    ReleaseHistory history = ReleaseHistory.of("m", List.of());
    // Then
    assertEquals("v1", history.nextVersion());
    assertNull(history.champion());
    assertNull(history.versionOf(A));
  }

  @Test
  void countsOnFromTheHighestVersionAndKnowsTheChampion() {
    // When
    ReleaseHistory history =
        ReleaseHistory.of(
            "m",
            List.of(
                release("m", ReleaseEvent.REGISTERED, null, "v1", A),
                release("m", ReleaseEvent.PROMOTED, "champion", "v1", A),
                release("m", ReleaseEvent.REGISTERED, null, "v2", B),
                release("m", ReleaseEvent.PROMOTED, "champion", "v2", B),
                release("m", ReleaseEvent.ROLLED_BACK, "champion", "v1", A),
                release("m", ReleaseEvent.SERVING, null, "v1", A),
                release("other", ReleaseEvent.REGISTERED, null, "v9", B)));
    // Then
    assertEquals("v3", history.nextVersion());
    assertEquals("v2", history.versionOf(B));
    assertEquals(A, history.champion());
  }

  @Test
  void otherAliasesAndForeignVersionsAreNotCounted() {
    // When
    ReleaseHistory history =
        ReleaseHistory.of(
            "m",
            List.of(
                release("m", ReleaseEvent.PROMOTED, "challenger", "2024-spring", B),
                release("m", ReleaseEvent.RETIRED, null, "v7", A)));
    // Then
    assertEquals("v8", history.nextVersion());
    assertEquals("2024-spring", history.versionOf(B));
    assertNull(history.champion());
  }

  private static ModelRelease release(
      String name, ReleaseEvent event, String alias, String version, String digest) {
    return new ModelRelease(
        name,
        event,
        alias,
        version,
        digest,
        digest,
        "acs-salary",
        A,
        null,
        null,
        null,
        null,
        "operator-1",
        null,
        Instant.EPOCH);
  }
}
