// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.record;

/** How a challenger is compared with the champion. */
public enum ChallengeMode implements Coded {
  /** It scores every candidate beside the champion, and nobody is told what it says. */
  SHADOW("shadow"),
  /** It decides about a share of the candidates in the champion's place. */
  AB("ab");

  private final String code;

  ChallengeMode(String code) {
    this.code = code;
  }

  @Override
  public String code() {
    return code;
  }
}
