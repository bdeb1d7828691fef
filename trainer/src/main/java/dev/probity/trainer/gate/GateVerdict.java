// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.gate;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether a release may serve, and by which checks.
 *
 * @param model name of the model
 * @param digest SHA-256 of the release that was judged
 * @param profile name of the profile whose policy it was judged by
 * @param profileDigest SHA-256 of that profile
 * @param championDigest the release it was compared with; null when none
 * @param checks every check, in the order they were made
 * @param unusedWaivers waivers that name no finding that can be waived
 */
public record GateVerdict(
    String model,
    String digest,
    String profile,
    String profileDigest,
    @Nullable String championDigest,
    List<GateCheck> checks,
    List<Waiver> unusedWaivers) {
  /** Copies. */
  public GateVerdict {
    checks = List.copyOf(checks);
    unusedWaivers = List.copyOf(unusedWaivers);
  }

  /** Whether no check failed. */
  public boolean passed() {
    return count(GateOutcome.FAILED) == 0;
  }

  /** How many checks came out like this. */
  public long count(GateOutcome outcome) {
    return checks.stream().filter(check -> check.outcome() == outcome).count();
  }
}
