// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.record;

import dev.probity.topics.value.Check;

/**
 * The key to protected attributes. Whoever holds one said what for; the purpose is logged and
 * audited when a process starts. Scorer and explainer hold none and cannot obtain one.
 */
public final class FairnessAccess {

  private final String purpose;

  private FairnessAccess(String purpose) {
    this.purpose = purpose;
  }

  /** The only factory; a test limits its callers to shells and the codec. */
  public static FairnessAccess forPurpose(String purpose) {
    return new FairnessAccess(Check.text(purpose, "purpose"));
  }

  /** What the access is for. */
  public String purpose() {
    return purpose;
  }

  @Override
  public String toString() {
    return "FairnessAccess[" + purpose + "]";
  }
}
