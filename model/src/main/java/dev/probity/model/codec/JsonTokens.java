// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.codec;

import dev.probity.model.ModelRefusedException;
import dev.probity.model.RefusalCode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** The bytes of a JSON document and the place read up to: white space, strings, bare tokens. */
final class JsonTokens {
  private static final int TOKEN_LIMIT = 64;

  private final byte[] bytes;
  private final int maxString;
  private int at;

  JsonTokens(byte[] bytes, int maxString) {
    this.bytes = Objects.requireNonNull(bytes, "bytes");
    this.maxString = maxString;
  }

  /** The string whose opening quote is next. */
  String string() {
    expect('"');
    int start = at;
    while (current() != '"') {
      int unit = current();
      if (unit >= 0 && unit < 0x20) {
        throw refused("a control character inside a string");
      }
      if (unit == '\\') {
        return escaped(start);
      }
      at++;
      requireLength(start);
    }
    return decode(start, at++);
  }

  private String escaped(int start) {
    StringBuilder text = new StringBuilder(decode(start, at));
    int plain = at;
    while (current() != '"') {
      int unit = current();
      if (unit >= 0 && unit < 0x20) {
        throw refused("a control character inside a string");
      }
      if (unit == '\\') {
        text.append(decode(plain, at));
        at++;
        text.append(escape());
        plain = at;
      } else {
        at++;
      }
      requireLength(start);
    }
    text.append(decode(plain, at++));
    requirePairs(text);
    return text.toString();
  }

  private void requireLength(int start) {
    if (at - start > maxString) {
      throw refused("a string longer than " + maxString + " bytes");
    }
  }

  private char escape() {
    int letter = current();
    at++;
    return switch (letter) {
      case '"', '\\', '/' -> (char) letter;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> unicode();
      default -> throw refused("an unknown escape");
    };
  }

  private char unicode() {
    int code = 0;
    for (int i = 0; i < 4; i++) {
      int digit = Character.digit(current(), 16);
      if (digit < 0) {
        throw refused("an escape without four hex digits");
      }
      code = code << 4 | digit;
      at++;
    }
    return (char) code;
  }

  private void requirePairs(CharSequence text) {
    for (int i = 0; i < text.length(); i++) {
      char unit = text.charAt(i);
      if (Character.isHighSurrogate(unit)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(unit)) {
        throw refused("a lone surrogate");
      }
    }
  }

  private String decode(int start, int end) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes, start, end - start))
          .toString();
    } catch (CharacterCodingException bad) {
      throw refused("a string that is not UTF-8");
    }
  }

  /** Letters, digits and signs up to the next other byte. */
  String token() {
    skipSpace();
    int start = at;
    while (at < bytes.length && isTokenByte(bytes[at])) {
      at++;
      if (at - start > TOKEN_LIMIT) {
        throw refused("a token longer than " + TOKEN_LIMIT + " bytes");
      }
    }
    if (at == start) {
      throw refused("no value where one belongs");
    }
    return new String(bytes, start, at - start, StandardCharsets.US_ASCII);
  }

  private static boolean isTokenByte(byte unit) {
    return (unit >= '0' && unit <= '9')
        || (unit >= 'a' && unit <= 'z')
        || (unit >= 'A' && unit <= 'Z')
        || unit == '-'
        || unit == '+'
        || unit == '.';
  }

  void skipSpace() {
    while (at < bytes.length
        && (bytes[at] == ' ' || bytes[at] == '\n' || bytes[at] == '\r' || bytes[at] == '\t')) {
      at++;
    }
  }

  /** The next byte. */
  int current() {
    if (at >= bytes.length) {
      throw refused("the document ends early");
    }
    return bytes[at];
  }

  void expect(char wanted) {
    if (current() != wanted) {
      throw refused("no '" + wanted + "' where one belongs");
    }
    at++;
  }

  boolean finished() {
    return at == bytes.length;
  }

  ModelRefusedException refused(String found) {
    return new ModelRefusedException(RefusalCode.MALFORMED, found + " at byte " + at);
  }
}
