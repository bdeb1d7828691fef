// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.profile;

import dev.probity.topics.record.ReasonCode;
import dev.probity.topics.value.Check;

/**
 * One rule a record breaks: which, where, and what was expected. Never the value that was found:
 * violations go into answers, logs and reject records.
 *
 * @param code the coded reason
 * @param pointer where, as a JSON pointer such as {@code /attributes/AGEP}
 * @param expected what would have been right, such as {@code 17 to 99}
 */
public record Violation(ReasonCode code, String pointer, String expected) {
  private static final int LONGEST_NAME = 64;

  /** Checks the components. */
  public Violation {
    Check.present(code, "code");
    Check.present(pointer, "pointer");
    Check.text(expected, "expected");
  }

  /**
   * The pointer to a member of an object, by RFC 6901. A name that came with the record is cut to
   * 64 characters, and what is not printable ASCII becomes {@code ?}: it may be hostile.
   */
  static String pointer(String object, String name) {
    StringBuilder pointer = new StringBuilder("/").append(object).append('/');
    for (int i = 0; i < Math.min(name.length(), LONGEST_NAME); i++) {
      char c = name.charAt(i);
      switch (c) {
        case '~' -> pointer.append("~0");
        case '/' -> pointer.append("~1");
        default -> pointer.append(c > ' ' && c < 127 ? c : '?');
      }
    }
    return name.length() > LONGEST_NAME ? pointer.append("...").toString() : pointer.toString();
  }

  /** In words, for example {@code /attributes/AGEP: expected 17 to 99}. */
  public String words() {
    return pointer + ": expected " + expected;
  }
}
