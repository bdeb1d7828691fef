// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.codec;

import dev.probity.topics.record.ReasonCode;
import org.jspecify.annotations.Nullable;

/**
 * One pass over the bytes of a JSON document before it is parsed: strict UTF-8 without byte order
 * mark and NUL, no lone surrogates in escapes, no nesting beyond {@link Limits#MAX_DEPTH}. What the
 * bytes mean is left to the parser.
 */
final class StrictText {

  private static final int MALFORMED = -1;
  private static final int BAD = -2;
  private static final String STARTS = "{[\" \t\r\n-0123456789tfnNI";

  private StrictText() {}

  /** The refusal, or null when the parser may have the bytes. */
  static @Nullable Refusal check(byte[] bytes, Limits limits) {
    int length = bytes.length;
    if (length > limits.bytes()) {
      return refusal(ReasonCode.TOO_LARGE, "is longer than " + limits.bytes() + " bytes");
    }
    Refusal badStart = start(bytes);
    if (badStart != null) {
      return badStart;
    }
    int depth = 0;
    boolean inText = false;
    int i = 0;
    while (i < length) {
      int b = bytes[i];
      if (b <= 0) {
        int size = b == 0 ? 0 : sequence(bytes, i);
        if (size == 0) {
          return badText(i);
        }
        i += size;
      } else if (inText) {
        int size = b == '\\' ? escape(bytes, i) : 1;
        if (size == BAD) {
          return badText(i);
        }
        inText = b != '"';
        i += size;
      } else {
        inText = b == '"';
        depth += b == '{' || b == '[' ? 1 : b == '}' || b == ']' ? -1 : 0;
        if (depth > Limits.MAX_DEPTH) {
          return refusal(ReasonCode.TOO_DEEP, "is nested deeper than 32 levels at byte " + i);
        }
        i++;
      }
    }
    return null;
  }

  /** Tells other formats by their first byte, before their bytes look like bad text. */
  private static @Nullable Refusal start(byte[] bytes) {
    if (bytes.length == 0) {
      return refusal(ReasonCode.SCHEMA, "is empty");
    }
    int first = bytes[0] & 0xFF;
    int second = bytes.length > 1 ? bytes[1] & 0xFF : 0;
    boolean mark16 = (first == 0xFE && second == 0xFF) || (first == 0xFF && second == 0xFE);
    if (mark16 || (first == 0xEF && second == 0xBB)) {
      return refusal(ReasonCode.BAD_UTF8, "begins with a byte order mark");
    }
    return STARTS.indexOf(first) < 0
        ? refusal(ReasonCode.SCHEMA, "does not begin like a JSON document")
        : null;
  }

  private static Refusal badText(int at) {
    return refusal(ReasonCode.BAD_UTF8, "is not strict UTF-8 text at byte " + at);
  }

  private static Refusal refusal(ReasonCode code, String reason) {
    return new Refusal(code, reason, "");
  }

  /** The length of the well-formed sequence at the index (Unicode 15, table 3-7), else 0. */
  private static int sequence(byte[] bytes, int at) {
    int first = bytes[at] & 0xFF;
    int size = first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : first < 0xF5 ? 4 : 0;
    if (size == 0 || at + size > bytes.length) {
      return 0;
    }
    int low = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
    int high = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
    int second = bytes[at + 1] & 0xFF;
    if (second < low || second > high) {
      return 0;
    }
    for (int i = at + 2; i < at + size; i++) {
      if ((bytes[i] & 0xC0) != 0x80) {
        return 0;
      }
    }
    return size;
  }

  /** The length of the escape at the index; BAD for NUL and for half a surrogate pair. */
  private static int escape(byte[] bytes, int at) {
    int unit = codeUnit(bytes, at);
    if (unit == MALFORMED) {
      return 2; // an ordinary escape, or one the parser refuses
    }
    if (unit == 0 || Character.isLowSurrogate((char) unit)) {
      return BAD;
    }
    if (Character.isHighSurrogate((char) unit)) {
      int next = codeUnit(bytes, at + 6);
      return next != MALFORMED && Character.isLowSurrogate((char) next) ? 12 : BAD;
    }
    return 6;
  }

  private static int codeUnit(byte[] bytes, int at) {
    if (at + 6 > bytes.length || bytes[at] != '\\' || bytes[at + 1] != 'u') {
      return MALFORMED;
    }
    int unit = 0;
    for (int i = at + 2; i < at + 6; i++) {
      int digit = Character.digit(bytes[i], 16);
      if (digit < 0) {
        return MALFORMED;
      }
      unit = unit << 4 | digit;
    }
    return unit;
  }
}
