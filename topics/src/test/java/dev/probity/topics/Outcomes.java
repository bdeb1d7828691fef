// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics;

import dev.probity.topics.record.AttributeValue;
import dev.probity.topics.record.Outcome;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/** Outcomes for tests. */
public final class Outcomes {

  private Outcomes() {}

  /** The example candidate earns 52,000. */
  public static Outcome example() {
    return of("C-1001", 52_000);
  }

  /** A candidate of acs-salary earns this much. */
  public static Outcome of(String candidateId, double wages) {
    return new Outcome(
        candidateId, null, Map.of("WAGP", AttributeValue.of(wages)), Candidates.TIME);
  }

  /** A seeded outcome. */
  public static Outcome random(RandomGenerator random) {
    Draws draws = new Draws(random);
    Map<String, AttributeValue> observed = new LinkedHashMap<>(draws.attributes());
    observed.put("WAGP", draws.attribute());
    return new Outcome(draws.text(), draws.orNull(draws::digest), observed, draws.instant());
  }
}
