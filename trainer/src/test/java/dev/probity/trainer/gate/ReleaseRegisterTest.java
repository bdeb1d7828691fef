// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.topics.record.ChallengeMode;
import dev.probity.topics.record.ModelRelease;
import dev.probity.topics.record.ReleaseAnswer;
import dev.probity.topics.record.ReleaseChallenge;
import dev.probity.topics.record.ReleaseEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReleaseRegisterTest {
  private static final String A = "a".repeat(64);
  private static final String B = "b".repeat(64);
  private static final ReleaseChallenge SHADOW = new ReleaseChallenge(ChallengeMode.SHADOW, 1);
  private static final List<ReleaseAnswer> ANSWERS = List.of(new ReleaseAnswer("fallback", "yes"));
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
  }

  @Test
  void whoPromotesAgainChangesNothing() {
    ModelRelease first = allowed(register().promote(A, "operator-2", "why", NOON));
    assertEquals(
        new ReleaseRegister.Standing(first),
        register().promote("v1", "operator-1", "again", NOON.plusSeconds(1)));
  }

  @Test
  void approvalIsOfAnotherThanWhoTrainedAndAnotherThanWhoPromotes() {
    refused("trained this release", register().approve("v1", "operator-1", "mine", NOON));
    ModelRelease approved = allowed(register().approve("v1", "operator-2", "read it", NOON));
    assertEquals(ReleaseEvent.REGISTERED, approved.event());
    assertEquals("operator-1", approved.actor(), "who trained stays on record");
    assertEquals(A, approved.digest());
    assertInstanceOf(
        ReleaseRegister.Standing.class, register().approve("v1", "operator-2", "again", NOON));
    refused("approved this release", register().promote(A, "operator-2", "why", NOON));
    ModelRelease champion = allowed(register().promote(A, "operator-1", "go", NOON));
    assertEquals("operator-2", champion.approval().approvedBy());
    assertEquals("operator-1", champion.actor());
  }

  @Test
  void approvalStandsWhenTheReleaseIsTrainedAgainButNotOfWhoTrainsItAgain() {
    allowed(register().approve(A, "operator-2", "read it", NOON));
    topic.add(record(ReleaseEvent.REGISTERED, "v1", A));
    assertEquals("operator-2", register().find(A).approval().approvedBy());
    topic.add(record(ReleaseEvent.REGISTERED, "v1", A, "operator-2"));
    assertNull(register().find(A).approval());
    refused("trained this release", register().approve(A, "operator-1", "why", NOON));
    refused("may not let it go", register().promote(A, "operator-2", "why", NOON));
  }

  @Test
  void challengerIsComparedUntilItIsPromotedReplacedOrRetired() {
    refused("no champion", challenge("v2", SHADOW));
    allowed(register().promote("v1", "operator-2", "why", NOON));
    refused("is the champion", challenge("v1", SHADOW));
    ModelRelease challenger = allowed(challenge("v2", SHADOW));
    assertEquals("m|challenger", challenger.key());
    assertEquals(ANSWERS, challenger.checklist());
    assertEquals(ReleaseRegister.State.CHALLENGER, register().state(register().find(B)));
    assertInstanceOf(ReleaseRegister.Standing.class, challenge("v2", SHADOW));
    allowed(challenge("v2", new ReleaseChallenge(ChallengeMode.AB, .1)));
    ModelRelease champion = allowed(register().promote("v2", "operator-2", "better", NOON));
    assertEquals(ANSWERS, champion.checklist(), "what was answered goes with it");
    assertNull(register().challenger());
    assertEquals(ReleaseRegister.State.CHAMPION, register().state(register().find(B)));
    assertEquals(ReleaseRegister.State.RETIRED, register().state(register().find(A)));
  }

  @Test
  void retiredReleaseIsComparedNoLongerAndTheChampionCannotBe() {
    allowed(register().promote("v1", "operator-2", "why", NOON));
    allowed(challenge("v2", SHADOW));
    refused("is champion", register().retire("v1", "operator-1", "old", NOON));
    allowed(register().retire("v2", "operator-1", "worse", NOON));
    assertNull(register().challenger());
    refused("is retired", challenge("v2", SHADOW));
    assertInstanceOf(
        ReleaseRegister.Standing.class, register().retire(B, "operator-1", "again", NOON));
  }

  private ReleaseRegister.Decision challenge(String name, ReleaseChallenge how) {
    return register().challenge(name, how, ANSWERS, "operator-1", "try it", NOON);
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
    return record(event, version, digest, "operator-1");
  }

  private static ModelRelease record(
      ReleaseEvent event, String version, String digest, String actor) {
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
        actor,
        null,
        Instant.EPOCH);
  }
}
