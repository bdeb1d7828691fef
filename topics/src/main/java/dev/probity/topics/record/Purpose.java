// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.record;

/** Why a candidate record was published. */
public enum Purpose implements Coded {
  /** A person is waiting for the outcome: it is scored, explained and counted. */
  DECISION("decision"),
  /** A past case to train on: read by trainer and ledger, skipped by all others. */
  HISTORY("history");

  private final String code;

  Purpose(String code) {
    this.code = code;
  }

  @Override
  public String code() {
    return code;
  }
}
