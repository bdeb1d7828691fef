// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * How many records met which fate. The counts of one topic sum to the records read from it.
 *
 * @param candidates records of the candidates topic, all fates
 * @param outcomes records of the outcomes topic, all fates
 */
public record ReplayCounts(Map<CandidateFate, Long> candidates, Map<OutcomeFate, Long> outcomes) {
  /** Copies, with every fate present. */
  public ReplayCounts {
    candidates = complete(CandidateFate.class, candidates);
    outcomes = complete(OutcomeFate.class, outcomes);
  }

  /** Records read from the candidates topic. */
  public long candidatesRead() {
    return candidates.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Records read from the outcomes topic. */
  public long outcomesRead() {
    return outcomes.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Candidate records of one fate. */
  public long of(CandidateFate fate) {
    return candidates.getOrDefault(fate, 0L);
  }

  /** Outcome records of one fate. */
  public long of(OutcomeFate fate) {
    return outcomes.getOrDefault(fate, 0L);
  }

  private static <E extends Enum<E>> Map<E, Long> complete(Class<E> type, Map<E, Long> counts) {
    EnumMap<E, Long> all = new EnumMap<>(type);
    for (E fate : type.getEnumConstants()) {
      all.put(fate, counts.getOrDefault(fate, 0L));
    }
    return Collections.unmodifiableMap(all);
  }
}
