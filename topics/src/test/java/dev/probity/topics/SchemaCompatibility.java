// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Compares a schema with the one that was released. Allowed are new optional fields behind the
 * released ones and better words; everything else would leave somebody unable to read a record:
 * what was written must stay readable, and released readers must read what is written now.
 */
final class SchemaCompatibility {

  /** Keywords that only describe. */
  private static final List<String> WORDS =
      List.of("title", "description", "x-unit", "x-legal", "default");

  private final List<String> problems = new ArrayList<>();

  private SchemaCompatibility() {}

  /** Every incompatible difference, by JSON pointer; empty when there is none. */
  static List<String> problems(JsonNode released, JsonNode current) {
    SchemaCompatibility comparison = new SchemaCompatibility();
    comparison.compare("", released, current);
    return comparison.problems;
  }

  private void compare(String at, JsonNode released, JsonNode current) {
    for (Map.Entry<String, JsonNode> keyword : released.properties()) {
      String name = keyword.getKey();
      JsonNode now = current.get(name);
      if (WORDS.contains(name)) {
        continue;
      }
      if (now == null) {
        problems.add(at + "/" + name + " was dropped");
      } else if (name.equals("properties")) {
        compareFields(at + "/properties", keyword.getValue(), now, current.path("required"));
      } else if (name.equals("$defs")) {
        compareDefinitions(at + "/$defs", keyword.getValue(), now);
      } else if (keyword.getValue().isObject() && now.isObject()) {
        compare(at + "/" + name, keyword.getValue(), now);
      } else if (!keyword.getValue().equals(now)) {
        problems.add(at + "/" + name + " changed");
      }
    }
    for (String name : names(current)) {
      if (!released.has(name) && !WORDS.contains(name) && !name.equals("$defs")) {
        problems.add(at + "/" + name + " was added");
      }
    }
  }

  private void compareFields(String at, JsonNode released, JsonNode current, JsonNode requiredNow) {
    List<String> before = names(released);
    List<String> after = names(current);
    if (after.size() < before.size() || !after.subList(0, before.size()).equals(before)) {
      problems.add(at + " must begin with " + before + ", begins with " + after);
      return;
    }
    for (String name : before) {
      compare(at + "/" + name, released.get(name), current.get(name));
    }
    for (String name : after.subList(before.size(), after.size())) {
      if (requiredNow.toString().contains("\"" + name + "\"")) {
        problems.add(at + "/" + name + " is new and required");
      }
    }
  }

  private void compareDefinitions(String at, JsonNode released, JsonNode current) {
    for (Map.Entry<String, JsonNode> definition : released.properties()) {
      JsonNode now = current.get(definition.getKey());
      if (now == null) {
        problems.add(at + "/" + definition.getKey() + " was dropped");
      } else {
        compare(at + "/" + definition.getKey(), definition.getValue(), now);
      }
    }
  }

  private static List<String> names(JsonNode object) {
    return object.properties().stream().map(Map.Entry::getKey).toList();
  }
}
