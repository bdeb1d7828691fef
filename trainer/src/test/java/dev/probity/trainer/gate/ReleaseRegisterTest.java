// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.topics.record.ModelRelease;
import dev.probity.topics.record.ReleaseEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReleaseRegisterTest {
  private static final String A = "a".repeat(64);
  private static final String B = "b".repeat(64);
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  private final List<ModelRelease> topic =
      new ArrayList<>(
          List.of(
              record(ReleaseEvent.REGISTERED, "v1", A), record(ReleaseEvent.REGISTERED, "v2", B)));

  @Test
  void whoTrainedMayNotLetGo() {
    refused("may not let it go", register().promote(A, "operator-1", "mine", NOON));
  }

  @Test
  void anotherPersonMayAndTheRecordNamesThemAndTheReleaseBefore() {
    ModelRelease first = allowed(register().promote(A, "operator-2", "looks right", NOON));
    assertEquals("champion", first.alias());
    assertEquals("operator-2", first.approval().approvedBy());
    assertEquals("looks right", first.approval().reason());
    assertEquals(null, first.previousDigest());
    ModelRelease second = allowed(register().promote(B, "operator-2", "better", NOON));
    assertEquals(A, second.previousDigest());
    assertEquals("v2", second.version());
  }

  @Test
  void rollingBackGoesToTheReleaseBeforeAndThatIsOnRecordToo() {
    allowed(register().promote(A, "operator-2", "looks right", NOON));
    refused("served before", register().rollBack("operator-1", "harm", NOON));
    allowed(register().promote(B, "operator-2", "better", NOON));
    ModelRelease back = allowed(register().rollBack("operator-1", "harm", NOON));
    assertEquals(ReleaseEvent.ROLLED_BACK, back.event());
    assertEquals(A, back.digest());
    assertEquals(B, back.previousDigest());
    assertEquals(A, register().champion().digest());
  }

  @Test
  void unknownRetiredAndServingReleasesAreRefused() {
    refused("is registered", register().promote("c".repeat(64), "operator-2", "why", NOON));
    topic.add(record(ReleaseEvent.RETIRED, "v2", B));
    refused("is retired", register().promote(B, "operator-2", "why", NOON));
    allowed(register().promote(A, "operator-2", "why", NOON));
    refused("champion already", register().promote(A, "operator-2", "why", NOON));
  }

  private ReleaseRegister register() {
    return ReleaseRegister.of("m", topic);
  }

  private ModelRelease allowed(ReleaseRegister.Decision decision) {
    ModelRelease record =
        assertInstanceOf(ReleaseRegister.Allowed.class, decision, decision::toString).record();
    topic.add(record);
    return record;
  }

  private static void refused(String why, ReleaseRegister.Decision decision) {
    String found =
        assertInstanceOf(ReleaseRegister.Refused.class, decision, decision::toString).why();
    assertTrue(found.contains(why), found);
  }

  private static ModelRelease record(ReleaseEvent event, String version, String digest) {
    return new ModelRelease(
        "m",
        event,
        null,
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
