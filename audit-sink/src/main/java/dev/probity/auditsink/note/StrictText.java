// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.note;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Readers that refuse what Java's own accept: replaced bytes, control characters, missing base64
 * padding, spare bits, signs, leading zeros and foreign digits.
 */
public final class StrictText {
  private StrictText() {}

  /** UTF-8 without a byte below 0x20 other than the line feed. */
  public static String utf8(byte[] bytes) {
    try {
      String text =
          StandardCharsets.UTF_8
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .onUnmappableCharacter(CodingErrorAction.REPORT)
              .decode(ByteBuffer.wrap(bytes))
              .toString();
      if (text.chars().anyMatch(c -> c < 0x20 && c != '\n')) {
        throw new MalformedTextException("text holds a control character");
      }
      return text;
    } catch (CharacterCodingException e) {
      throw new MalformedTextException("text is not UTF-8", e);
    }
  }

  /** Canonical base64 only: what decodes must encode to the same characters. */
  public static byte[] base64(String text) {
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw new MalformedTextException("not base64", e);
    }
    if (!Base64.getEncoder().encodeToString(bytes).equals(text)) {
      throw new MalformedTextException("base64 is not canonical");
    }
    return bytes;
  }

  /** A decimal number of ASCII digits without leading zeros, at most 2^63 - 1. */
  public static long decimal(String text) {
    boolean digits = !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
    if (!digits || text.length() > 19 || (text.length() > 1 && text.charAt(0) == '0')) {
      throw new MalformedTextException("not a plain decimal number");
    }
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new MalformedTextException("number exceeds 2^63 - 1", e);
    }
  }
}
