// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The merge of two sorted lists, against a map. */
class JoinTest {

  @Test
  void equalsTheJoinThroughAMapForAnySequence() {
    long seed = Long.getLong("probity.seed", 11);
    Random random = new Random(seed);
    for (int round = 0; round < 300; round++) {
      check(random, "seed " + seed + ", round " + round);
    }
  }

  private static void check(Random random, String where) {
    // Given
    int people = 1 + random.nextInt(12);
    int candidateCount = random.nextInt(30);
    int outcomeCount = random.nextInt(30);
    HashedIds candidates = new HashedIds();
    HashedIds outcomes = new HashedIds();
    boolean[] withdrawn = new boolean[candidateCount];
    Arrivals arrivals = new Arrivals();
    long[] observedAt = new long[outcomeCount];
    Map<String, Integer> lastCandidate = new HashMap<>();
    Map<String, Integer> lastOutcome = new HashMap<>();
    for (int i = 0; i < candidateCount; i++) {
      String id = "p" + random.nextInt(people);
      withdrawn[i] = random.nextInt(6) == 0;
      arrivals.add(0, 0, false, withdrawn[i]);
      lastCandidate.put(id, candidates.add(id));
    }
    for (int i = 0; i < outcomeCount; i++) {
      String id = "p" + random.nextInt(people);
      observedAt[i] = random.nextInt(4);
      int place = outcomes.add(id);
      lastOutcome.merge(id, place, (old, now) -> observedAt[now] >= observedAt[old] ? now : old);
    }
    // When
    Join join = new Join(candidates, outcomes, arrivals, observedAt);
    // Then
    Set<String> expected = new TreeSet<>();
    lastCandidate.forEach(
        (id, place) -> {
          if (!withdrawn[place] && lastOutcome.containsKey(id)) {
            expected.add(place + "/" + lastOutcome.get(id));
          }
        });
    Set<String> actual = new TreeSet<>();
    for (int row = 0; row < join.rows().length; row++) {
      actual.add(join.rows()[row] + "/" + join.truths()[row]);
    }
    assertEquals(expected, actual, where);
    EnumMap<CandidateFate, Long> ofCandidates = new EnumMap<>(CandidateFate.class);
    EnumMap<OutcomeFate, Long> ofOutcomes = new EnumMap<>(OutcomeFate.class);
    join.counts(ofCandidates, ofOutcomes);
    ReplayCounts counts = new ReplayCounts(ofCandidates, ofOutcomes);
    assertEquals(candidateCount, counts.candidatesRead(), where);
    assertEquals(outcomeCount, counts.outcomesRead(), where);
    assertEquals(expected.size(), counts.of(CandidateFate.USED), where);
  }
}
