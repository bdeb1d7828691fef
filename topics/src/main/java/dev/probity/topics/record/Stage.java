// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.record;

/** The step of a processor at which a record was refused. */
public enum Stage implements Coded {
  /** Bytes to record. */
  DECODE("decode"),
  /** Record against its profile. */
  VALIDATE("validate"),
  /** Record to prediction. */
  SCORE("score"),
  /** Prediction to explanation. */
  EXPLAIN("explain"),
  /** Records brought together. */
  JOIN("join"),
  /** Records folded into a window. */
  WINDOW("window"),
  /** Records into the ledger. */
  SINK("sink");

  private final String code;

  Stage(String code) {
    this.code = code;
  }

  @Override
  public String code() {
    return code;
  }
}
