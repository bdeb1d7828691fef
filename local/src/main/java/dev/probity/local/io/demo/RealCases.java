// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.demo;

import dev.probity.local.simulate.SimulatedCase;
import dev.probity.topics.profile.Profile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Real cases with their outcomes, drawn from the sample that ships with the product. */
public final class RealCases {
  private RealCases() {}

  /**
   * Draws cases.
   *
   * @param states such as {@code NY+MA}
   * @param count how many
   * @param seed decides which and in which order
   * @throws IllegalArgumentException naming a state the sample does not hold
   */
  public static List<SimulatedCase> draw(Profile profile, String states, int count, long seed)
      throws IOException {
    AcsSample sample = AcsSample.load(profile);
    List<String> pools = Phase.parse(states.replace(',', '+'), 1).getFirst().pools();
    int records = Math.toIntExact((long) count * 100 / 99 + 2);
    DemoPlan plan = new DemoPlan(List.of(new Phase("all", pools, records)), sample.sizes(), seed);
    List<SimulatedCase> cases = new ArrayList<>(count);
    for (Draw draw : plan.draw(0)) {
      if (!draw.bad() && cases.size() < count) {
        cases.add(
            new SimulatedCase(sample.candidate(draw), sample.observed(draw), sample.groups(draw)));
      }
    }
    return cases;
  }
}
