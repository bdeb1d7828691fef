// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.codec;

/** JSON's grammar of numbers (RFC 8259, section 6). */
final class JsonNumbers {
  private JsonNumbers() {}

  static boolean isNumber(String token) {
    int end = token.length();
    int i = token.startsWith("-") ? 1 : 0;
    int digits = digits(token, i);
    if (digits == 0 || (digits > 1 && token.charAt(i) == '0')) {
      return false;
    }
    i += digits;
    if (i < end && token.charAt(i) == '.') {
      digits = digits(token, i + 1);
      if (digits == 0) {
        return false;
      }
      i += digits + 1;
    }
    if (i < end && (token.charAt(i) == 'e' || token.charAt(i) == 'E')) {
      i++;
      i += i < end && (token.charAt(i) == '+' || token.charAt(i) == '-') ? 1 : 0;
      digits = digits(token, i);
      if (digits == 0) {
        return false;
      }
      i += digits;
    }
    return i == end;
  }

  private static int digits(String token, int from) {
    int i = from;
    while (i < token.length() && token.charAt(i) >= '0' && token.charAt(i) <= '9') {
      i++;
    }
    return i - from;
  }
}
