// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics;

import dev.probity.topics.value.Check;
import org.jspecify.annotations.Nullable;

/** Where a record names the person it is about; the ledger encrypts and erases by that name. */
public enum SubjectRule {
  /** The record is about nobody. */
  NONE("none"),
  /** The key is the candidate's id. */
  KEY("key"),
  /** The header {@code probity-subject} names the person, if there is one. */
  HEADER("header probity-subject"),
  /** The key is the candidate's id unless it begins with {@code model:} or is an alert's id. */
  KEY_OF_CANDIDATE("key, unless model:<name> or an alert id");

  private static final String MODEL = "model:";

  private final String label;

  SubjectRule(String label) {
    this.label = label;
  }

  /** The rule in words. */
  public String label() {
    return label;
  }

  /**
   * The person a record is about, or null when it is about nobody or does not say.
   *
   * @param key the record key as text, null when absent or not text
   * @param header the header {@code probity-subject}, null when absent
   */
  public @Nullable String subject(@Nullable String key, @Nullable String header) {
    return switch (this) {
      case NONE -> null;
      case KEY -> notEmpty(key);
      case HEADER -> notEmpty(header);
      case KEY_OF_CANDIDATE -> key == null || isModelOrAlert(key) ? null : notEmpty(key);
    };
  }

  private static boolean isModelOrAlert(String key) {
    return key.startsWith(MODEL) || Check.isDigest(key);
  }

  private static @Nullable String notEmpty(@Nullable String text) {
    return text == null || text.isEmpty() ? null : text;
  }
}
