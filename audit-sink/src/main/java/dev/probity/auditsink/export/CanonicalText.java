// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.export;

import java.util.SortedMap;
import java.util.TreeMap;

/** Strings and flat objects as RFC 8785 writes them. */
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

  /**
   * The members of an object of strings and whole numbers, by name, strings read back. Anything
   * else is refused; that the text is canonical is for whoever renders it again to see.
   */
  static SortedMap<String, String> members(String json) {
    SortedMap<String, String> members = new TreeMap<>();
    int at = 1;
    while (at < json.length() && json.charAt(at) == '"') {
      int name = closing(json, at);
      if (name + 2 >= json.length() || json.charAt(name + 1) != ':') {
        throw new IllegalArgumentException("a member of the object has no value");
      }
      int from = name + 2;
      boolean text = json.charAt(from) == '"';
      int end = text ? closing(json, from) + 1 : from;
      while (!text && end < json.length() && ",}".indexOf(json.charAt(end)) < 0) {
        end++;
      }
      String value = text ? unquoted(json.substring(from + 1, end - 1)) : json.substring(from, end);
      members.put(json.substring(at + 1, name), value);
      at = end + 1;
    }
    return members;
  }

  private static int closing(String json, int opening) {
    for (int i = opening + 1; i < json.length(); i++) {
      if (json.charAt(i) == '\\') {
        i++;
      } else if (json.charAt(i) == '"') {
        return i;
      }
    }
    throw new IllegalArgumentException("a string of the object does not end");
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
      if (i >= inner.length() || (inner.charAt(i) == 'u' && i + 5 > inner.length())) {
        throw new IllegalArgumentException("a string ends inside an escape");
      }
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
