// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Prints results: aligned lines for people, JSON with a schema name for programs. */
final class Printer {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final PrintWriter out;
  private final boolean json;

  Printer(Common common) {
    this(common.out(), common.json());
  }

  Printer(PrintWriter out, boolean json) {
    this.out = out;
    this.json = json;
  }

  /** One object; one {@code name value} line per field for people. */
  void object(String schema, Map<String, ?> fields) {
    if (json) {
      Map<String, Object> all = new LinkedHashMap<>();
      all.put("schema", schema);
      all.putAll(fields);
      out.println(text(all));
    } else {
      int width = fields.keySet().stream().mapToInt(String::length).max().orElse(0);
      fields.forEach(
          (name, value) -> out.println(name + " ".repeat(width - name.length() + 2) + value));
    }
    out.flush();
  }

  /** What a bench found: one object for programs, these lines for people. */
  void report(String schema, Map<String, ?> fields, List<String> lines) {
    if (json) {
      object(schema, fields);
    } else {
      lines.forEach(out::println);
      out.flush();
    }
  }

  /** One object as it stands in a file. */
  static String json(String schema, Map<String, ?> fields) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("schema", schema);
    all.putAll(fields);
    return text(all) + "\n";
  }

  private static String text(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException unprintable) {
      throw new UncheckedIOException(unprintable);
    }
  }
}
