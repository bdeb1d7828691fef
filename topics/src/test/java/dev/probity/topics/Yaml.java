// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics;

import java.util.List;
import java.util.Map;

/** Writes maps, lists, texts, numbers and truth values as YAML of at most 100 columns. */
public final class Yaml {

  private static final int COLUMNS = 100;

  private final StringBuilder out = new StringBuilder();

  private Yaml() {}

  /** The document as text. */
  public static String write(Map<String, ?> document) {
    Yaml yaml = new Yaml();
    yaml.map(document, 0);
    return yaml.out.toString();
  }

  private void map(Map<?, ?> map, int indent) {
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      out.append(" ".repeat(indent));
      entry(entry, indent);
    }
  }

  private void entry(Map.Entry<?, ?> entry, int indent) {
    String key = key(entry.getKey().toString());
    out.append(key).append(':');
    value(entry.getValue(), indent, key.length() + 1);
  }

  private void list(List<?> list, int indent) {
    for (Object element : list) {
      out.append(" ".repeat(indent)).append('-');
      if (element instanceof Map<?, ?> map && !map.isEmpty()) {
        out.append(' ');
        boolean first = true;
        for (Map.Entry<?, ?> entry : map.entrySet()) {
          if (!first) {
            out.append(" ".repeat(indent + 2));
          }
          entry(entry, indent + 2);
          first = false;
        }
      } else {
        value(element, indent, 1);
      }
    }
  }

  private void value(Object value, int indent, int used) {
    switch (value) {
      case null -> out.append(" null\n");
      case Map<?, ?> map when map.isEmpty() -> out.append(" {}\n");
      case List<?> list when list.isEmpty() -> out.append(" []\n");
      case Map<?, ?> map -> {
        out.append('\n');
        map(map, indent + 2);
      }
      case List<?> list -> {
        out.append('\n');
        list(list, indent + 2);
      }
      case String text -> text(text, indent, used);
      default -> out.append(' ').append(value).append('\n');
    }
  }

  private void text(String text, int indent, int used) {
    if (indent + used + text.length() + 3 <= COLUMNS || !text.matches("[^\n ]+( [^\n ]+)+")) {
      String escaped = text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
      out.append(" \"").append(escaped).append("\"\n");
      return;
    }
    out.append(" >-");
    int column = COLUMNS;
    for (String word : text.split(" ")) {
      if (column + 1 + word.length() > COLUMNS) {
        out.append('\n').append(" ".repeat(indent + 2));
        column = indent + 2;
      } else {
        out.append(' ');
        column++;
      }
      out.append(word);
      column += word.length();
    }
    out.append('\n');
  }

  private static String key(String key) {
    return key.matches("[A-Za-z$][A-Za-z0-9._$-]*") ? key : "\"" + key + "\"";
  }
}
