// SPDX-License-Identifier: Apache-2.0
package dev.probity.scorer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.scorer.ModelLifecycle.Challenger;
import dev.probity.scorer.ModelLifecycle.Champion;
import dev.probity.scorer.ModelLifecycle.Registered;
import dev.probity.scorer.ModelLifecycle.Retired;
import dev.probity.topics.record.ModelRelease;
import dev.probity.topics.record.ReleaseEvent;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReleasesTest {
  private static final String ONE = "1".repeat(64);
  private static final String TWO = "2".repeat(64);
  private final Releases none = Releases.none("salary", "champion");

  @Test
  void recordsAboutOtherModelsChangeNothing() {
    // Given
    ModelRelease other = release("weather", ReleaseEvent.PROMOTED, "champion", ONE);
    // When
    Releases after = none.plus(other);
    // Then
    assertNull(after.serving());
    assertNull(after.state(ONE));
  }

  @Test
  void aRegisteredReleaseDoesNotServe() {
    // Given
    ModelRelease registered = release("salary", ReleaseEvent.REGISTERED, null, ONE);
    // When
    Releases after = none.plus(registered);
    // Then
    assertNull(after.serving());
    assertEquals(new Registered(ONE), after.state(ONE));
  }

  @Test
  void theReleaseWithTheAliasServesAndTheOneBeforeRetires() {
    // Given
    Releases first = none.plus(promoted(ONE));
    // When
    Releases after = first.plus(promoted(TWO));
    // Then
    assertServes(TWO, after);
    assertEquals(new Champion(TWO), after.state(TWO));
    assertEquals(new Retired(ONE), after.state(ONE));
  }

  @Test
  void aRollbackBringsARetiredReleaseBack() {
    // Given
    Releases second = none.plus(promoted(ONE)).plus(promoted(TWO));
    // When
    Releases after = second.plus(release("salary", ReleaseEvent.ROLLED_BACK, "champion", ONE));
    // Then
    assertServes(ONE, after);
    assertEquals(new Champion(ONE), after.state(ONE));
    assertEquals(new Retired(TWO), after.state(TWO));
  }

  @Test
  void aChallengerDoesNotServeUntilItIsPromoted() {
    // Given
    Releases first = none.plus(promoted(ONE));
    // When
    Releases challenged = first.plus(release("salary", ReleaseEvent.PROMOTED, "challenger", TWO));
    // Then
    assertServes(ONE, challenged);
    assertEquals(new Challenger(TWO), challenged.state(TWO));
    assertServes(TWO, challenged.plus(promoted(TWO)));
  }

  @Test
  void noReleaseServesOnceTheChampionIsRetired() {
    // Given
    Releases first = none.plus(promoted(ONE));
    // When
    Releases after = first.plus(release("salary", ReleaseEvent.RETIRED, "champion", ONE));
    // Then
    assertNull(after.serving());
    assertEquals(new Retired(ONE), after.state(ONE));
  }

  @Test
  void theStopIsRememberedUntilServingIsRecorded() {
    // Given
    Releases first = none.plus(promoted(ONE));
    // When
    Releases stopped = first.plus(release("salary", ReleaseEvent.STOPPED, null, ONE));
    Releases resumed = stopped.plus(release("salary", ReleaseEvent.SERVING, null, ONE));
    // Then
    assertTrue(stopped.stopped());
    assertServes(ONE, stopped);
    assertFalse(resumed.stopped());
  }

  private static void assertServes(String digest, Releases releases) {
    ModelRelease serving = releases.serving();
    assertNotNull(serving);
    assertEquals(digest, serving.digest());
  }

  private static ModelRelease promoted(String digest) {
    return release("salary", ReleaseEvent.PROMOTED, "champion", digest);
  }

  private static ModelRelease release(
      String name, ReleaseEvent event, @Nullable String alias, String digest) {
    return new ModelRelease(
        name,
        event,
        alias,
        "v1",
        digest,
        digest,
        "acs-salary",
        "0".repeat(64),
        null,
        null,
        null,
        null,
        "operator-1",
        null,
        Instant.EPOCH);
  }
}
