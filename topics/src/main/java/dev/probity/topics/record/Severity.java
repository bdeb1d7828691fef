// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.record;

/** How urgent an alert is. */
public enum Severity implements Coded {
  /** The model may harm people now. */
  CRITICAL("critical"),
  /** Somebody should look. */
  WARNING("warning"),
  /** Context for other alerts; never rings by itself. */
  DIAGNOSTIC("diagnostic");

  private final String code;

  Severity(String code) {
    this.code = code;
  }

  @Override
  public String code() {
    return code;
  }
}
