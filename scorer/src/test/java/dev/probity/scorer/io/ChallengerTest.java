// SPDX-License-Identifier: Apache-2.0
package dev.probity.scorer.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.scorer.ChallengeShare;
import dev.probity.scorer.FixedCandidates;
import dev.probity.topics.EventHeaders;
import dev.probity.topics.Trace;
import dev.probity.topics.record.Candidate;
import dev.probity.topics.record.ChallengeMode;
import dev.probity.topics.record.Prediction;
import dev.probity.topics.record.ReleaseChallenge;
import dev.probity.topics.record.ReleaseEvent;
import dev.probity.topics.record.SourcePosition;
import dev.probity.topics.record.Variant;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.header.Headers;
import org.junit.jupiter.api.Test;

/** A challenger beside the champion: in the shadow, on a share, through crashes and endings. */
class ChallengerTest {
  private static final ReleaseChallenge SHADOW = new ReleaseChallenge(ChallengeMode.SHADOW, 1);
  private static final ReleaseChallenge HALF = new ReleaseChallenge(ChallengeMode.AB, .5);

  private final ScorerFixture fixture = new ScorerFixture("acs-salary");

  @Test
  void shadowSaysItsWordBesideEveryDecisionAndBeforeIt() {
    // Given
    String champion = fixture.release(1);
    String challenger = fixture.store(2);
    fixture.challenge(challenger, "v2", SHADOW);
    send(0, 20);
    // When
    fixture.live();
    // Then
    List<Prediction> all = fixture.predictions();
    assertEquals(40, all.size());
    for (int i = 0; i < 40; i += 2) {
      Prediction shadow = all.get(i);
      Prediction decided = all.get(i + 1);
      assertEquals(decided.source(), shadow.source());
      assertNotEquals(decided.id(), shadow.id());
      assertTrue(shadow.shadow() && !shadow.decides(), shadow.toString());
      assertEquals(challenger, shadow.modelDigest());
      assertEquals(Variant.CHAMPION, decided.variant());
      assertEquals(champion, decided.modelDigest());
      assertFalse(decided.shadow());
    }
  }

  @Test
  void decisionsAreTheSameWithAndWithoutAShadow() {
    // Given
    fixture.release(1);
    send(0, 20);
    fixture.live();
    List<Double> alone = fixture.predictions().stream().map(Prediction::margin).toList();
    ScorerFixture other = new ScorerFixture("acs-salary");
    other.release(1);
    other.challenge(other.store(2), "v2", SHADOW);
    for (int i = 0; i < 20; i++) {
      other.send(0, FixedCandidates.of(other.profile, i), "e" + i);
    }
    // When
    other.live();
    // Then
    assertEquals(
        alone,
        other.predictions().stream().filter(Prediction::decides).map(Prediction::margin).toList());
  }

  @Test
  void shareIsDecidedByTheChallengerAloneAndByTheCandidatesHash() {
    // Given
    fixture.release(1);
    String challenger = fixture.store(2);
    fixture.challenge(challenger, "v2", HALF);
    send(0, 200);
    // When
    fixture.live();
    // Then
    List<Prediction> all = fixture.predictions();
    assertEquals(200, all.size(), "one decision each");
    long share = 0;
    for (Prediction one : all) {
      boolean drawn = ChallengeShare.of(challenger, one.candidateId()) < .5;
      share += drawn ? 1 : 0;
      assertEquals(drawn ? Variant.CHALLENGER : Variant.CHAMPION, one.variant());
      assertEquals(drawn, one.flags().contains(Prediction.SHARE));
      assertTrue(one.decides() && !one.shadow());
    }
    // 200 fair draws lie within 70 to 130 but once in 70,000 hashes.
    assertTrue(share > 70 && share < 130, "share " + share);
  }

  @Test
  void whoAsksForTheChampionGetsTheChampion() {
    // Given
    String champion = fixture.release(1);
    fixture.challenge(fixture.store(2), "v2", HALF);
    for (int i = 0; i < 40; i++) {
      Candidate candidate = FixedCandidates.of(fixture.profile, i);
      Headers headers =
          EventHeaders.candidate(candidate, "e" + i, "/hr", ScorerFixture.SENT, Trace.NONE);
      headers.add(EventHeaders.REQUESTED_RELEASE, champion.getBytes(StandardCharsets.US_ASCII));
      fixture.send(0, candidate, headers);
    }
    // When
    fixture.live();
    // Then
    assertEquals(40, fixture.predictions().size());
    fixture.predictions().forEach(one -> assertEquals(champion, one.modelDigest()));
  }

  @Test
  void positionKeepsWhoDecidedItThroughCrashesAndNewChallengers() {
    // Given: a challenger decides about half, and the process dies before its commit is kept
    fixture.release(1);
    String second = fixture.store(2);
    fixture.challenge(second, "v2", HALF);
    send(0, 60);
    fixture.liveAndDie();
    // When: another takes its place meanwhile
    String third = fixture.store(3);
    fixture.challenge(third, "v3", HALF);
    fixture.liveForgetting(() -> send(60, 60));
    // Then
    Map<SourcePosition, String> decided = new HashMap<>();
    for (Prediction one : fixture.predictions()) {
      String before = decided.put(one.source(), one.modelDigest());
      assertTrue(before == null || before.equals(one.modelDigest()), "two answers: " + one);
    }
    assertEquals(120, decided.size());
    assertTrue(decided.containsValue(second) && decided.containsValue(third), "both decided");
  }

  @Test
  void challengeEndsWithItsReleaseAndWhenItIsPromoted() {
    // Given
    fixture.release(1);
    String second = fixture.store(2);
    fixture.challenge(second, "v2", SHADOW);
    fixture.announce(second, "v2", ReleaseEvent.RETIRED, null);
    assertNull(fixture.desk.contender());
    String third = fixture.store(3);
    fixture.challenge(third, "v3", SHADOW);
    fixture.announce(third, "v3", ReleaseEvent.PROMOTED, "champion");
    assertNull(fixture.desk.contender());
    send(0, 3);
    // When
    fixture.live();
    // Then
    assertEquals(
        List.of(third, third, third),
        fixture.predictions().stream().map(Prediction::modelDigest).toList());
  }

  @Test
  void challengerThatDoesNotLoadHoldsUpNobody() {
    // Given
    String champion = fixture.release(1);
    fixture.challenge("ab".repeat(32), "v2", SHADOW);
    send(0, 5);
    // When
    fixture.live();
    // Then
    List<String> digests = new ArrayList<>();
    fixture.predictions().forEach(one -> digests.add(one.modelDigest()));
    assertEquals(List.of(champion, champion, champion, champion, champion), digests);
    assertFalse(fixture.desk.contenderProblem().isEmpty());
  }

  @Test
  void sameHashForEverInAnyLanguage() {
    // sha256("probity-challenge:" + 64 zeros + ":C-1"), first 13 hex digits over 16^13
    assertEquals(SHARE_OF_C1, ChallengeShare.of("0".repeat(64), "C-1"), 1e-15);
  }

  private static final double SHARE_OF_C1 = 0.643888504655115;

  private void send(int from, int count) {
    for (int i = from; i < from + count; i++) {
      fixture.send(0, FixedCandidates.of(fixture.profile, i), "e" + i);
    }
  }
}
