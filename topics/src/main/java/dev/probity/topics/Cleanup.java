// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics;

/** What the broker does with old records. */
public enum Cleanup {
  /** Drops them when the retention is over. */
  DELETE("delete"),
  /** Keeps the last record of each key. */
  COMPACT("compact");

  private final String policy;

  Cleanup(String policy) {
    this.policy = policy;
  }

  /** The value of Kafka's {@code cleanup.policy}. */
  public String policy() {
    return policy;
  }
}
