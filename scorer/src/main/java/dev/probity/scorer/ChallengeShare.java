// SPDX-License-Identifier: Apache-2.0
package dev.probity.scorer;

import dev.probity.model.ModelDigest;
import java.nio.charset.StandardCharsets;

/** Which share of the people a challenger decides about. */
public final class ChallengeShare {
  private static final int DIGITS = 13;
  private static final double STEPS = 0x1p52;

  private ChallengeShare() {}

  /**
   * Where a candidate lies between 0 (included) and 1 (excluded): the first 52 bits of
   * SHA-256("probity-challenge:" digest ":" id) over 2^52. The same person always meets the same
   * release while a challenge lasts; another challenger draws other people. Challenger of 64 zeros
   * and candidate {@code C-1}: see the test.
   *
   * @param challenger digest of the challenger
   * @param candidateId the candidate
   */
  public static double of(String challenger, String candidateId) {
    String text = "probity-challenge:" + challenger + ":" + candidateId;
    String digest = ModelDigest.sha256(text.getBytes(StandardCharsets.UTF_8));
    return Long.parseLong(digest.substring(0, DIGITS), 16) / STEPS;
  }
}
