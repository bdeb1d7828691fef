// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.record;

/** How far a request to retrain has come. */
public enum RetrainingState implements Coded {
  /** Asked for. */
  REQUESTED("requested"),
  /** Not allowed now; the reason says why. */
  BLOCKED("blocked"),
  /** Training runs. */
  STARTED("started"),
  /** The promotion gate has judged the result. */
  GATED("gated"),
  /** A person approved the result. */
  APPROVED("approved"),
  /** Done. */
  FINISHED("finished"),
  /** Ended without a release; the reason says why. */
  FAILED("failed");

  private final String code;

  RetrainingState(String code) {
    this.code = code;
  }

  @Override
  public String code() {
    return code;
  }
}
