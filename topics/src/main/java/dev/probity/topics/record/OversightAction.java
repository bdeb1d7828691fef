// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.record;

/** What a person did. */
public enum OversightAction implements Coded {
  /** Agreed with the prediction. */
  CONFIRMED("confirmed"),
  /** Decided otherwise. */
  OVERRIDDEN("overridden"),
  /** Put the decision off. */
  DEFERRED("deferred"),
  /** The person scored objected. */
  CONTESTED("contested"),
  /** Stopped scoring by a model. */
  HALTED("halted"),
  /** Let a model score again. */
  RESUMED("resumed"),
  /** Took note of an alert. */
  ACKNOWLEDGED("acknowledged"),
  /** Stopped the notifications of an alert for a time. */
  SILENCED("silenced");

  private final String code;

  OversightAction(String code) {
    this.code = code;
  }

  @Override
  public String code() {
    return code;
  }
}
