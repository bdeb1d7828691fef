// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.io.lakefs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The calls of lakeFS' own OpenAPI file that our adapter makes: what may be asked and answered. */
final class LakeFsContract {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final JsonNode api;

  LakeFsContract() throws IOException {
    try (InputStream file =
        Objects.requireNonNull(
            LakeFsContract.class.getResourceAsStream("/lakefs/openapi-subset.json"))) {
      this.api = JSON.readTree(file);
    }
  }

  /**
   * A call of the file.
   *
   * @param operation what the file says about it
   * @param names the values of the path's parameters
   */
  record Call(JsonNode operation, Map<String, String> names) {
    String id() {
      return operation.get("operationId").asText();
    }
  }

  /** The call of a path below {@code /api/v1}; null when the file has none. */
  @Nullable Call find(String method, String path) {
    String[] parts = path.split("/", -1);
    for (Map.Entry<String, JsonNode> one : api.get("paths").properties()) {
      String[] template = one.getKey().split("/", -1);
      JsonNode operation = one.getValue().get(method.toLowerCase(Locale.ROOT));
      Map<String, String> names = names(template, parts);
      if (operation != null && names != null) {
        return new Call(operation, names);
      }
    }
    return null;
  }

  private static @Nullable Map<String, String> names(String[] template, String[] parts) {
    if (template.length != parts.length) {
      return null;
    }
    Map<String, String> names = new HashMap<>();
    for (int i = 0; i < parts.length; i++) {
      if (template[i].startsWith("{")) {
        names.put(template[i].substring(1, template[i].length() - 1), parts[i]);
      } else if (!template[i].equals(parts[i])) {
        return null;
      }
    }
    return names;
  }

  /** What is wrong with a request by the file. */
  List<String> request(Call call, Map<String, String> query, @Nullable String type, byte[] body)
      throws IOException {
    List<String> wrong = new ArrayList<>();
    Map<String, JsonNode> known = new HashMap<>();
    for (JsonNode place : List.of(pathParameters(call), call.operation().path("parameters"))) {
      for (JsonNode one : place) {
        JsonNode parameter = resolved(one);
        if (parameter.path("in").asText().equals("query")) {
          known.put(parameter.get("name").asText(), parameter);
        }
      }
    }
    known.forEach(
        (name, parameter) -> {
          if (parameter.path("required").asBoolean() && !query.containsKey(name)) {
            wrong.add("no " + name);
          }
        });
    query.keySet().stream().filter(name -> !known.containsKey(name)).forEach(wrong::add);
    JsonNode contents = call.operation().at("/requestBody/content");
    JsonNode content = type == null ? null : contents.get(type);
    if (contents.isMissingNode() ? body.length > 0 : content == null) {
      wrong.add("body of type " + type);
    } else if ("application/json".equals(type) && content != null) {
      check(JSON.readTree(body), resolved(content.get("schema")), "", wrong);
    }
    return wrong;
  }

  private JsonNode pathParameters(Call call) {
    for (JsonNode path : api.get("paths")) {
      for (JsonNode operation : path) {
        if (operation.path("operationId").equals(call.operation().get("operationId"))) {
          return path.path("parameters");
        }
      }
    }
    return JSON.createArrayNode();
  }

  /** What is wrong with an answer by the file. */
  List<String> answer(Call call, int status, @Nullable JsonNode body) {
    List<String> wrong = new ArrayList<>();
    JsonNode responses = call.operation().get("responses");
    JsonNode response = responses.path(Integer.toString(status));
    JsonNode said = resolved(response.isMissingNode() ? responses.path("default") : response);
    JsonNode schema = said.at("/content/application~1json/schema");
    if (!schema.isMissingNode()) {
      check(body == null ? JSON.nullNode() : body, resolved(schema), "", wrong);
    }
    return wrong;
  }

  private void check(JsonNode value, JsonNode schema, String at, List<String> wrong) {
    boolean fits =
        switch (schema.path("type").asText()) {
          case "object" -> value.isObject();
          case "array" -> value.isArray();
          case "string" -> value.isTextual();
          case "integer" -> value.isIntegralNumber();
          case "boolean" -> value.isBoolean();
          default -> true;
        };
    if (!fits) {
      wrong.add(at + " is no " + schema.path("type").asText());
      return;
    }
    for (JsonNode name : schema.path("required")) {
      if (!value.has(name.asText())) {
        wrong.add(at + "/" + name.asText() + " is missing");
      }
    }
    JsonNode more = schema.get("additionalProperties");
    for (Map.Entry<String, JsonNode> one : value.properties()) {
      JsonNode property = schema.path("properties").get(one.getKey());
      if (property == null && more == null) {
        wrong.add(at + "/" + one.getKey() + " is unknown");
      } else {
        JsonNode of = Objects.requireNonNull(property == null ? more : property);
        check(one.getValue(), resolved(of), at + "/" + one.getKey(), wrong);
      }
    }
    if (schema.has("items")) {
      value.forEach(one -> check(one, resolved(schema.get("items")), at + "[]", wrong));
    }
  }

  private JsonNode resolved(JsonNode node) {
    return node.has("$ref") ? api.at(node.get("$ref").asText().substring(1)) : node;
  }
}
