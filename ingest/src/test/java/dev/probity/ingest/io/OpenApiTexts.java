// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest.io;

import static dev.probity.ingest.io.OpenApi.map;
import static dev.probity.ingest.io.OpenApi.object;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the reader of records holds every text of a request to, said in the words of a schema. */
final class OpenApiTexts {
  /** No control characters. */
  static final String LINE = "^[^\\u0000-\\u001f]*$";

  /** No character zero: a database would cut the text there. */
  private static final String WHOLE = "^[^\\u0000]*$";

  /** At least one character that is not white space. */
  static final String PROSE = "\\S";

  private OpenApiTexts() {}

  /** A text of one line. */
  static Map<String, Object> line(int longest) {
    return map("type", "string", "minLength", 1, "maxLength", longest, "pattern", LINE);
  }

  /** A text that may span lines. */
  static Map<String, Object> prose() {
    return map("type", "string", "minLength", 1, "maxLength", 1024, "pattern", PROSE);
  }

  /**
   * The schema of a record that is sent in, with what its reader asks of texts and of the names of
   * values. The released schema cannot say it any more without being another version.
   */
  static Map<String, Object> strict(Map<String, Object> schema) {
    Map<String, Object> strict = new LinkedHashMap<>(schema);
    Map<String, Object> properties = new LinkedHashMap<>();
    object(strict.get("properties"))
        .forEach((name, property) -> properties.put(name, property(object(property))));
    strict.put("properties", properties);
    return strict;
  }

  private static Map<String, Object> property(Map<String, Object> property) {
    Map<String, Object> strict = new LinkedHashMap<>(property);
    if (property.get("additionalProperties") instanceof Map<?, ?> values) {
      Map<String, Object> whole = new LinkedHashMap<>(object(values));
      whole.putIfAbsent("pattern", WHOLE);
      strict.put("additionalProperties", whole);
      strict.put("propertyNames", map("minLength", 1, "pattern", LINE));
    } else if (isOpenText(property)) {
      strict.put("pattern", LINE);
    }
    return strict;
  }

  private static boolean isOpenText(Map<String, Object> property) {
    Object type = property.get("type");
    boolean text = "string".equals(type) || type instanceof List<?> some && some.contains("string");
    return text
        && !property.containsKey("pattern")
        && !property.containsKey("format")
        && !property.containsKey("enum");
  }
}
