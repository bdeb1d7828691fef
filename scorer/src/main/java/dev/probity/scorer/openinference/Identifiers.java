// SPDX-License-Identifier: Apache-2.0
package dev.probity.scorer.openinference;

import dev.probity.topics.record.ReasonCode;

/** Texts of a caller that are echoed, and so must be texts that any reader can take. */
final class Identifiers {
  private Identifiers() {}

  static String checked(String where, String text) throws MalformedRequest {
    if (text.length() > Limits.TEXT_CHARS) {
      throw new MalformedRequest(
          ReasonCode.TOO_LARGE, where + ": expected at most " + Limits.TEXT_CHARS + " characters");
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean pair =
          Character.isHighSurrogate(c)
              && i + 1 < text.length()
              && Character.isLowSurrogate(text.charAt(i + 1));
      if (c == 0 || (Character.isSurrogate(c) && !pair)) {
        throw new MalformedRequest(
            ReasonCode.BAD_UTF8, where + ": expected text without NUL and half characters");
      }
      i += pair ? 1 : 0;
    }
    return text;
  }
}
