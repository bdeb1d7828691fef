// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.demo;

import dev.probity.topics.profile.Profile;
import dev.probity.topics.record.Candidate;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;

/** Good candidates of all six states without end, each under an id of its own. */
public final class CandidateSource {
  private static final int AT_ONCE = 10_000;

  private final AcsSample sample;
  private final DemoPlan plan;
  private final Queue<Draw> drawn = new ArrayDeque<>();

  /** Candidates in an order that the seed decides. */
  public CandidateSource(Profile profile, long seed) throws IOException {
    this.sample = AcsSample.load(profile);
    Phase all = new Phase("all", Phase.STATES.values().stream().sorted().toList(), AT_ONCE);
    this.plan = new DemoPlan(List.of(all), sample.sizes(), seed);
  }

  /** The next candidate. */
  public Candidate next() {
    while (true) {
      if (drawn.isEmpty()) {
        drawn.addAll(plan.draw(0));
      }
      Draw draw = drawn.remove();
      if (!draw.bad()) {
        return sample.candidate(draw);
      }
    }
  }
}
