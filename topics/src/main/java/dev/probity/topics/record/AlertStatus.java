// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.record;

/** Where an alert stands; no record means all is well. */
public enum AlertStatus implements Coded {
  /** A breach that is not confirmed yet. */
  PENDING("pending"),
  /** Confirmed. */
  FIRING("firing"),
  /** Over. */
  RESOLVED("resolved");

  private final String code;

  AlertStatus(String code) {
    this.code = code;
  }

  @Override
  public String code() {
    return code;
  }
}
