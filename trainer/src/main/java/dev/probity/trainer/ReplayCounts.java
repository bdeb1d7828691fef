// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

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

  /** The counts by name, such as {@code candidates.used}, as a data set's commit lists them. */
  public Map<String, Long> byName() {
    Map<String, Long> named = new TreeMap<>();
    candidates.forEach((fate, n) -> named.put("candidates." + fate.code(), n));
    outcomes.forEach((fate, n) -> named.put("outcomes." + fate.code(), n));
    return named;
  }

  /** The counts that {@link #byName} gave; a name that is absent counts nothing. */
  public static ReplayCounts of(Map<String, Long> named) {
    Map<CandidateFate, Long> candidates = new EnumMap<>(CandidateFate.class);
    Map<OutcomeFate, Long> outcomes = new EnumMap<>(OutcomeFate.class);
    for (CandidateFate fate : CandidateFate.values()) {
      candidates.put(fate, named.getOrDefault("candidates." + fate.code(), 0L));
    }
    for (OutcomeFate fate : OutcomeFate.values()) {
      outcomes.put(fate, named.getOrDefault("outcomes." + fate.code(), 0L));
    }
    return new ReplayCounts(candidates, outcomes);
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
