// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.record;

/** What a signal's value rests on. */
public enum SignalKind implements Coded {
  /** Estimated without labels. */
  ESTIMATED("estimated"),
  /** Estimated without labels, with probabilities recalibrated on late ones. */
  ESTIMATED_RECALIBRATED("estimated-recalibrated"),
  /** Computed from labels. */
  REALIZED("realized"),
  /** Labels where known, estimates elsewhere. */
  JOINT("joint"),
  /** Computed from the records alone. */
  OBSERVED("observed");

  private final String code;

  SignalKind(String code) {
    this.code = code;
  }

  @Override
  public String code() {
    return code;
  }
}
