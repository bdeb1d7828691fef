// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.profile;

import dev.probity.topics.record.ReasonCode;
import dev.probity.topics.value.Check;
import dev.probity.topics.value.FieldNames;

/**
 * One rule a record breaks: which, where, and what was expected. Never the value that was found:
 * violations go into answers, logs and reject records.
 *
 * @param code the coded reason
 * @param pointer where, as a JSON pointer such as {@code /attributes/AGEP}
 * @param expected what would have been right, such as {@code 17 to 99}
 */
public record Violation(ReasonCode code, String pointer, String expected) {
  /** Checks the components. */
  public Violation {
    Check.present(code, "code");
    Check.present(pointer, "pointer");
    Check.text(expected, "expected");
  }

  /** The pointer to a member of an object, by RFC 6901; a name that is none is not repeated. */
  static String pointer(String object, String name) {
    return "/" + object + "/" + FieldNames.shown(name);
  }

  /** In words, for example {@code /attributes/AGEP: expected 17 to 99}. */
  public String words() {
    return pointer + ": expected " + expected;
  }
}
