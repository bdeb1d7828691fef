// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.record;

import dev.probity.topics.value.Check;

/**
 * How a release is compared with the champion.
 *
 * @param mode in the shadow, or on a share of the candidates
 * @param share the share it scores, above 0 to 1; 1 in the shadow
 */
public record ReleaseChallenge(ChallengeMode mode, double share) {

  /** Checks the components. */
  public ReleaseChallenge {
    Check.present(mode, "mode");
    Check.ratio(share, "share");
    Check.that(share > 0, "share", "above 0");
    Check.that(mode != ChallengeMode.SHADOW || share == 1, "share", "1 in the shadow");
  }
}
