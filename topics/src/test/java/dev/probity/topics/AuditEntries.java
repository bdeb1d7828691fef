// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics;

import dev.probity.topics.record.AuditEntry;
import dev.probity.topics.record.EventType;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/** Audit entries for tests. */
public final class AuditEntries {

  private AuditEntries() {}

  /** The scorer switches to the example release. */
  public static AuditEntry example() {
    Map<String, Long> offsets = new LinkedHashMap<>();
    offsets.put("probity.candidates.v1-0", 100L);
    offsets.put("probity.candidates.v1-1", 98L);
    return new AuditEntry(
        EventType.MODEL_SWITCHED,
        "scorer",
        "a",
        "scorer",
        Candidates.TIME,
        null,
        "acs-salary",
        Predictions.DIGEST,
        Explanations.EXPLAINER_DIGEST,
        offsets,
        Map.of("alias", "champion"),
        null);
  }

  /** An entry about nothing but its event. */
  public static AuditEntry of(EventType event) {
    return new AuditEntry(
        event,
        "scorer",
        "a",
        "scorer",
        Candidates.TIME,
        null,
        null,
        null,
        null,
        Map.of(),
        Map.of(),
        null);
  }

  /** A seeded entry. */
  public static AuditEntry random(RandomGenerator random) {
    Draws draws = new Draws(random);
    return new AuditEntry(
        draws.member(EventType.class),
        draws.word(),
        draws.word(),
        draws.text(),
        draws.instant(),
        draws.orNull(draws::text),
        draws.orNull(draws::word),
        draws.orNull(draws::digest),
        draws.orNull(draws::digest),
        draws.map(draws::count),
        draws.map(draws::text),
        draws.orNull(draws::text));
  }
}
