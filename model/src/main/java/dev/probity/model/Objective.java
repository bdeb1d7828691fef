// SPDX-License-Identifier: Apache-2.0
package dev.probity.model;

/** What an ensemble's stored base score means; the texts are XGBoost's names. */
public enum Objective {
  /** The base score is a probability; margins are log-odds. */
  BINARY_LOGISTIC("binary:logistic"),
  /** The base score is a margin in log-odds. */
  BINARY_LOGITRAW("binary:logitraw"),
  /** The base score is a margin; margins are values, not log-odds. */
  SQUARED_ERROR("reg:squarederror");

  private final String text;

  Objective(String text) {
    this.text = text;
  }

  /** The name used in XGBoost's documents. */
  public String text() {
    return text;
  }
}
