// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.export;

/** Strings and absences as RFC 8785 writes them. */
final class CanonicalText {
  private static final int FIRST_PRINTABLE = 0x20;

  private CanonicalText() {}

  /** A JSON string; control characters escaped in the one way, all others as they are. */
  static String quoted(String text) {
    StringBuilder json = new StringBuilder(text.length() + 2).append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> json.append("\\\"");
        case '\\' -> json.append("\\\\");
        case '\b' -> json.append("\\b");
        case '\f' -> json.append("\\f");
        case '\n' -> json.append("\\n");
        case '\r' -> json.append("\\r");
        case '\t' -> json.append("\\t");
        default -> {
          if (c < FIRST_PRINTABLE) {
            json.append("\\u%04x".formatted((int) c));
          } else {
            json.append(c);
          }
        }
      }
    }
    return json.append('"').toString();
  }

  /** What {@link #quoted} made, without its quotes, read back. */
  static String unquoted(String inner) {
    StringBuilder text = new StringBuilder(inner.length());
    for (int i = 0; i < inner.length(); i++) {
      char c = inner.charAt(i);
      if (c != '\\') {
        text.append(c);
        continue;
      }
      i++;
      switch (inner.charAt(i)) {
        case 'b' -> text.append('\b');
        case 'f' -> text.append('\f');
        case 'n' -> text.append('\n');
        case 'r' -> text.append('\r');
        case 't' -> text.append('\t');
        case 'u' -> {
          text.append((char) Integer.parseInt(inner.substring(i + 1, i + 5), 16));
          i += 4;
        }
        default -> text.append(inner.charAt(i));
      }
    }
    return text.toString();
  }
}
