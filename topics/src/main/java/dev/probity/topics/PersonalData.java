// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics;

/** What the records of a topic say about people. */
public enum PersonalData {
  /** Nothing about anybody. */
  NONE("none"),
  /** Names the employees who acted, by the subject of their token. */
  STAFF("staff"),
  /** Speaks about a candidate under a pseudonym (GDPR Art. 4(5)): still personal data. */
  PSEUDONYMOUS("pseudonymous"),
  /** Pseudonymous, with protected attributes (GDPR Art. 9, AI Act Art. 10(5)). */
  PROTECTED("pseudonymous, protected attributes");

  private final String label;

  PersonalData(String label) {
    this.label = label;
  }

  /** The class in words. */
  public String label() {
    return label;
  }
}
