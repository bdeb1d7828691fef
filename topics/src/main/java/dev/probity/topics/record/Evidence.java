// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.record;

/** What a signal allows to conclude. */
public enum Evidence implements Coded {
  /** Inside the policy. */
  OK("OK"),
  /** Outside the policy, the interval not entirely. */
  WATCH("WATCH"),
  /** The interval lies entirely outside the policy. */
  VIOLATION("VIOLATION"),
  /** Too few records to say. */
  INSUFFICIENT("INSUFFICIENT");

  private final String code;

  Evidence(String code) {
    this.code = code;
  }

  @Override
  public String code() {
    return code;
  }
}
