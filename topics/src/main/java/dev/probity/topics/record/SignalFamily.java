// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.record;

/** The subject a signal speaks about. */
public enum SignalFamily implements Coded {
  /** How often the model is right. */
  PERFORMANCE("performance"),
  /** Whether probabilities mean what they say. */
  CALIBRATION("calibration"),
  /** Whether inputs or scores moved. */
  DRIFT("drift"),
  /** Whether reasons moved. */
  ATTRIBUTION("attribution"),
  /** Whether groups are treated alike. */
  FAIRNESS("fairness"),
  /** Whether the data are complete and known. */
  DQ("dq"),
  /** Plain summaries. */
  STATS("stats");

  private final String code;

  SignalFamily(String code) {
    this.code = code;
  }

  @Override
  public String code() {
    return code;
  }
}
