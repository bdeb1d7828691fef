// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest.io;

import dev.probity.ingest.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One operation of the OpenAPI document, said step by step. */
final class OpenApiOperation {
  static final String JSON = "application/json";

  /** Problems that many operations answer with alike. */
  private static final Map<String, List<Problem>> SHARED =
      Map.of(
          "Unauthorized", List.of(Problem.noToken(), Problem.badToken()),
          "Forbidden", List.of(Problem.otherRole()),
          "Busy", List.of(Problem.busy()),
          "Unavailable", List.of(Problem.unavailable()));

  private final Map<String, Object> head = new LinkedHashMap<>();
  private final List<Object> parameters = new ArrayList<>();
  private final TreeMap<String, Object> answers = new TreeMap<>();
  private Map<String, Object> body = Map.of();

  private OpenApiOperation() {}

  static OpenApiOperation of(String id, String tag, String summary, String description) {
    OpenApiOperation one = new OpenApiOperation();
    one.head.put("operationId", id);
    one.head.put("tags", List.of(tag));
    one.head.put("summary", summary);
    one.head.put("description", description);
    return one;
  }

  OpenApiOperation parameter(
      String in, String name, Map<String, Object> schema, String description, Object example) {
    Map<String, Object> parameter = new LinkedHashMap<>();
    parameter.put("name", name);
    parameter.put("in", in);
    if (in.equals("path")) {
      parameter.put("required", true);
    }
    parameter.put("description", description);
    parameter.put("schema", schema);
    parameter.put("example", example);
    parameters.add(parameter);
    return this;
  }

  OpenApiOperation path(String name, String description, Object example) {
    return parameter("path", name, Map.of("type", "string"), description, example);
  }

  OpenApiOperation idempotencyKey() {
    return parameter(
        "header",
        "Idempotency-Key",
        OpenApiTexts.line(1024),
        "The id of the event: the same key is done once and answered as it was the first time",
        "5f0c2f52-0001");
  }

  OpenApiOperation body(boolean required, Object schema, Map<String, Object> examples) {
    body = new LinkedHashMap<>();
    body.put("required", required);
    body.put("content", Map.of(JSON, content(schema, examples)));
    return this;
  }

  OpenApiOperation answers(
      int status, String description, Object schema, Map<String, Object> examples) {
    return answers(status, description, JSON, schema, examples);
  }

  OpenApiOperation answers(
      int status, String description, String media, Object schema, Map<String, Object> examples) {
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("description", description);
    answer.put("content", Map.of(media, content(schema, examples)));
    answers.put("" + status, answer);
    return this;
  }

  /** An answer of headers only. */
  OpenApiOperation answers(int status, String description) {
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("description", description);
    answers.put("" + status, answer);
    return this;
  }

  OpenApiOperation header(int status, String name, String description) {
    Map<String, Object> answer = OpenApi.object(answers.get("" + status));
    Map<String, Object> headers =
        OpenApi.object(answer.computeIfAbsent("headers", none -> new LinkedHashMap<>()));
    headers.put(name, said(description));
    return this;
  }

  /** Problems it may answer with, by their status. */
  OpenApiOperation problems(Problem... problems) {
    Map<String, List<Problem>> byStatus = new TreeMap<>();
    for (Problem one : problems) {
      byStatus.computeIfAbsent("" + one.status(), none -> new ArrayList<>()).add(one);
    }
    byStatus.forEach(
        (status, some) ->
            answers.put(
                status,
                SHARED.entrySet().stream()
                    .filter(shared -> shared.getValue().equals(some))
                    .findFirst()
                    .<Object>map(
                        shared -> Map.of("$ref", "#/components/responses/" + shared.getKey()))
                    .orElseGet(() -> problem(some))));
    return this;
  }

  /** The answers that stand in the document once. */
  static Map<String, Object> shared() {
    Map<String, Object> shared = new TreeMap<>();
    SHARED.forEach((name, problems) -> shared.put(name, problem(problems)));
    return shared;
  }

  private static Map<String, Object> problem(List<Problem> some) {
    Map<String, Object> examples = new LinkedHashMap<>();
    for (Problem one : some) {
      String name = one.type().substring(one.type().lastIndexOf(':') + 1);
      examples.put(name, OpenApi.json(CandidateResource.node(one).toString()));
    }
    String titles = String.join("; ", some.stream().map(Problem::title).distinct().toList());
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("description", titles);
    answer.put("headers", headers(some.getFirst().status()));
    answer.put(
        "content", Map.of(CandidateResource.PROBLEM, content(OpenApi.schema("Problem"), examples)));
    return answer;
  }

  private static Map<String, Object> headers(int status) {
    return switch (status) {
      case 401 -> Map.of("WWW-Authenticate", said("Bearer, and why the token does not hold"));
      case 429, 503 -> Map.of("Retry-After", said("Seconds to wait before asking again"));
      default -> Map.of();
    };
  }

  private static Map<String, Object> said(String description) {
    return OpenApi.map("description", description, "schema", Map.of("type", "string"));
  }

  private static Map<String, Object> content(Object schema, Map<String, Object> examples) {
    Map<String, Object> named = new LinkedHashMap<>();
    examples.forEach((name, value) -> named.put(name, OpenApi.map("value", value)));
    Map<String, Object> content = new LinkedHashMap<>();
    content.put("schema", schema);
    content.put("examples", named);
    return content;
  }

  /**
   * As it stands in the document.
   *
   * @param roles who may
   * @param anonymous whether a caller on the same machine may come without a token
   */
  Map<String, Object> json(List<String> roles, boolean anonymous) {
    Map<String, Object> json = new LinkedHashMap<>(head);
    List<Object> bearer = List.of(Map.of("bearer", List.of()));
    List<Object> either = List.of(Map.of("bearer", List.of()), Map.of());
    json.put("security", anonymous ? either : bearer);
    json.put("x-probity-roles", roles);
    if (!parameters.isEmpty()) {
      json.put("parameters", parameters);
    }
    if (!body.isEmpty()) {
      json.put("requestBody", body);
    }
    problems(Problem.noToken(), Problem.badToken(), Problem.otherRole());
    json.put("responses", answers);
    return json;
  }

  /** The headers that say who calls. */
  OpenApiOperation signed(String id, String example) {
    Map<String, Object> text = Map.of("type", "string");
    return parameter("header", "webhook-id", text, id, example)
        .parameter("header", "webhook-timestamp", text, "Seconds since 1970", "1793000000")
        .parameter(
            "header",
            "webhook-signature",
            text,
            "v1, and base64 of HMAC-SHA256 over id.timestamp.body (Standard Webhooks)",
            "v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=");
  }

  /** As a call of ours, which needs no token. */
  Map<String, Object> webhook() {
    Map<String, Object> json = new LinkedHashMap<>(head);
    json.put("security", List.of());
    json.put("parameters", parameters);
    json.put("requestBody", body);
    json.put("responses", answers);
    return json;
  }

  List<String> queries() {
    return parameters.stream()
        .map(OpenApi::object)
        .filter(one -> one.get("in").equals("query"))
        .map(one -> one.get("name").toString())
        .toList();
  }
}
