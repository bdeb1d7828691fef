// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.probity.topics.codec.Decoded;
import dev.probity.topics.profile.Profile;
import dev.probity.topics.record.ReasonCode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The names and codes of a system that has its own, and the profile's for them. A code that is not
 * listed is refused and never taken for the profile's code of the same spelling.
 */
public final class CodeMapping {
  /** For systems that speak the profile's names and codes. */
  public static final CodeMapping NONE = new CodeMapping(Map.of(), Map.of());

  private static final ObjectReader JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build()
          .readerFor(JsonNode.class);

  private final Map<String, String> names;
  private final Map<String, Map<String, String>> codes;

  private CodeMapping(Map<String, String> names, Map<String, Map<String, String>> codes) {
    this.names = names;
    this.codes = codes;
  }

  /**
   * Reads a mapping file.
   *
   * @param json {@code {"columns": {"SCHL": "degree"}, "codes": {"SCHL": {"BSC": 21}}}}: by the
   *     profile's name the system's own column, and by the profile's name the profile's code for
   *     each of the system's; both may be absent
   * @param profile whose names they are
   * @throws IllegalArgumentException naming everything that is wrong
   */
  public static CodeMapping read(byte[] json, Profile profile) {
    JsonNode file;
    try {
      file = JSON.readTree(json);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "the mapping file is no JSON, or names a field twice\nExpected an object with columns"
              + " and codes");
    }
    List<String> problems = new ArrayList<>();
    for (Map.Entry<String, JsonNode> part : file.properties()) {
      if (!Set.of("columns", "codes").contains(part.getKey()) || !part.getValue().isObject()) {
        problems.add(part.getKey() + ": expected an object columns or codes");
      }
    }
    Map<String, String> names = new HashMap<>();
    for (Map.Entry<String, JsonNode> one : file.path("columns").properties()) {
      need(profile, "columns", one.getKey(), problems);
      String own = one.getValue().asText();
      if (!one.getValue().isTextual() || names.put(own, one.getKey()) != null) {
        problems.add("columns/" + one.getKey() + ": expected a column that is named once");
      }
    }
    Map<String, Map<String, String>> codes = new HashMap<>();
    for (Map.Entry<String, JsonNode> one : file.path("codes").properties()) {
      need(profile, "codes", one.getKey(), problems);
      codes.put(one.getKey(), codes(one, problems));
    }
    if (!file.isObject() || !problems.isEmpty()) {
      throw new IllegalArgumentException(
          "the mapping file does not fit the profile "
              + profile.name()
              + "\n"
              + String.join("\n", problems));
    }
    return new CodeMapping(Map.copyOf(names), Map.copyOf(codes));
  }

  private static Map<String, String> codes(
      Map.Entry<String, JsonNode> column, List<String> problems) {
    Map<String, String> codes = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> code : column.getValue().properties()) {
      if (!code.getValue().isNumber() && !code.getValue().isTextual()) {
        problems.add("codes/" + column.getKey() + ": expected a number or text for each code");
      }
      codes.put(code.getKey(), code.getValue().asText());
    }
    return Map.copyOf(codes);
  }

  private static void need(Profile profile, String part, String name, List<String> problems) {
    boolean known =
        profile.feature(name) != null
            || profile.protectedAttribute(name) != null
            || profile.target().source().equals(name);
    if (!known) {
      problems.add(part + "/" + name + ": the profile has no such name");
    }
  }

  /** The columns under the profile's names where they have one, else under their own. */
  public List<String> names(List<String> columns) {
    return columns.stream().map(this::name).toList();
  }

  /** The profile's name of a column, or its own when it has none. */
  public String name(String column) {
    return names.getOrDefault(column, column);
  }

  /**
   * The cells in the profile's codes; empty cells stay empty.
   *
   * @param columns under the profile's names
   */
  public Decoded<List<String>> cells(List<String> columns, List<String> cells) {
    if (codes.isEmpty()) {
      return new Decoded.Valid<>(cells);
    }
    List<String> translated = new ArrayList<>(cells);
    for (int i = 0; i < Math.min(columns.size(), cells.size()); i++) {
      Map<String, String> known = codes.get(columns.get(i));
      if (known != null && !cells.get(i).isEmpty()) {
        String code = known.get(cells.get(i));
        if (code == null) {
          return new Decoded.Invalid<>(
              ReasonCode.RANGE,
              "expected one of the " + known.size() + " codes in the mapping file",
              "/" + columns.get(i));
        }
        translated.set(i, code);
      }
    }
    return new Decoded.Valid<>(translated);
  }
}
