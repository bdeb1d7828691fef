// SPDX-License-Identifier: Apache-2.0
package dev.probity.local;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * Writes a client of an OpenAPI document in one Java file that needs a JDK and Jackson: a method
 * for each operation, a record for each schema of an object. An answer that may have one of several
 * forms is a JsonNode.
 */
final class JavaClient {
  private static final String HEAD =
      """
      // SPDX-License-Identifier: Apache-2.0
      package dev.probity.client;

      import com.fasterxml.jackson.annotation.JsonInclude;
      import com.fasterxml.jackson.annotation.JsonProperty;
      import com.fasterxml.jackson.databind.DeserializationFeature;
      import com.fasterxml.jackson.databind.JavaType;
      import com.fasterxml.jackson.databind.JsonNode;
      import com.fasterxml.jackson.databind.ObjectMapper;
      import java.io.IOException;
      import java.net.URI;
      import java.net.URLEncoder;
      import java.net.http.HttpClient;
      import java.net.http.HttpRequest;
      import java.net.http.HttpRequest.BodyPublishers;
      import java.net.http.HttpResponse;
      import java.net.http.HttpResponse.BodyHandlers;
      import java.nio.charset.StandardCharsets;
      import java.time.Duration;
      import java.util.List;
      import java.util.Map;
      import java.util.stream.Stream;

      /**
       * %s. Generated from META-INF/openapi.yaml of ingest; do not edit. Arguments that are not
       * required, and fields of records, may be null.
       */
      public final class ProbityClient {
        private static final ObjectMapper JSON =
            new ObjectMapper()
                .configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false)
                .setDefaultPropertyInclusion(JsonInclude.Include.NON_NULL);

        private final HttpClient http =
            HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NORMAL)
                .connectTimeout(Duration.ofSeconds(5))
                .build();
        private final URI server;
        private final String token;

        /**
         * A client that speaks with one token.
         *
         * @param token null on the same machine, where nobody needs one to submit
         */
        public ProbityClient(URI server, String token) {
          this.server = server;
          this.token = token;
        }
      """;

  private static final String TAIL =
      """
        /** What the server refuses, and what to do about it. */
        public static final class ProblemException extends IOException {
          private static final long serialVersionUID = 1L;
          private final transient Problem problem;

          private ProblemException(Problem problem) {
            super(problem.status() + " " + problem.title() + ": " + problem.detail());
            this.problem = problem;
          }

          /** The problem document. */
          public Problem problem() {
            return problem;
          }
        }

        /** A part of an answer that may have one of several forms. */
        public static <T> T as(JsonNode answer, Class<T> type) {
          return JSON.convertValue(answer, type);
        }

        private HttpRequest request(String verb, String path, Object body, String... headers)
            throws IOException {
          HttpRequest.Builder request =
              HttpRequest.newBuilder(server.resolve(path))
                  .timeout(Duration.ofMinutes(11))
                  .method(
                      verb,
                      body == null
                          ? BodyPublishers.noBody()
                          : BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)));
          if (body != null) {
            request.header("Content-Type", "application/json");
          }
          if (token != null) {
            request.header("Authorization", "Bearer " + token);
          }
          for (int i = 0; i < headers.length; i += 2) {
            if (headers[i + 1] != null) {
              request.header(headers[i], headers[i + 1]);
            }
          }
          return request.build();
        }

        private String text(HttpRequest request) throws IOException, InterruptedException {
          HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
          if (answer.statusCode() >= 300) {
            throw problem(answer.statusCode(), answer.body());
          }
          return answer.body();
        }

        private static IOException problem(int status, String body) {
          try {
            return new ProblemException(JSON.readValue(body, Problem.class));
          } catch (IOException none) {
            return new IOException("the server answered " + status);
          }
        }

        private <T> T read(HttpRequest request, Class<T> type)
            throws IOException, InterruptedException {
          return JSON.readValue(text(request), type);
        }

        private <T> List<T> list(HttpRequest request, Class<T> type)
            throws IOException, InterruptedException {
          JavaType all = JSON.getTypeFactory().constructCollectionType(List.class, type);
          return JSON.readValue(text(request), all);
        }

        /** The data of server-sent events as they come; close it to hear no more. */
        private <T> Stream<T> events(HttpRequest request, Class<T> type)
            throws IOException, InterruptedException {
          HttpResponse<Stream<String>> answer = http.send(request, BodyHandlers.ofLines());
          if (answer.statusCode() >= 300) {
            throw problem(answer.statusCode(), String.join("", answer.body().toList()));
          }
          return answer
              .body()
              .filter(line -> line.startsWith("data:"))
              .map(line -> event(line.substring(5), type));
        }

        private static <T> T event(String data, Class<T> type) {
          try {
            return JSON.readValue(data, type);
          } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
          }
        }

        private static String segment(String text) {
          return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
        }

        private static String query(String name, Object value) {
          return value == null ? "" : "?" + name + "=" + segment(value.toString());
        }
      }
      """;

  private final Map<?, ?> document;
  private final StringBuilder out = new StringBuilder();

  private JavaClient(Map<?, ?> document) {
    this.document = document;
  }

  /** The source, which is still to be formatted. */
  static String of(Map<?, ?> document) {
    JavaClient client = new JavaClient(document);
    Map<?, ?> info = map(document.get("info"));
    client.out.append(HEAD.formatted(info.get("title")));
    map(document.get("paths")).forEach((path, verbs) -> client.path(path.toString(), map(verbs)));
    map(map(document.get("components")).get("schemas"))
        .forEach((name, schema) -> client.record(name.toString(), map(schema)));
    return client.out.append(TAIL).toString();
  }

  private void path(String path, Map<?, ?> verbs) {
    verbs.forEach((verb, operation) -> method(path, verb.toString(), map(operation)));
  }

  private void method(String path, String verb, Map<?, ?> operation) {
    List<String> arguments = new ArrayList<>();
    StringBuilder address = new StringBuilder(inner(path));
    StringBuilder headers = new StringBuilder();
    Map<?, ?> body = operation.get("requestBody") instanceof Map<?, ?> some ? some : null;
    for (Object each : list(operation.get("parameters"))) {
      Map<?, ?> parameter = map(each);
      String name = parameter.get("name").toString();
      String argument = name(name);
      String type = type(map(parameter.get("schema")));
      if (parameter.get("in").equals("path")) {
        arguments.add(type + " " + argument);
      }
    }
    if (body != null) {
      arguments.add(type(schemaOf(body, "application/json")) + " body");
    }
    for (Object each : list(operation.get("parameters"))) {
      Map<?, ?> parameter = map(each);
      String name = parameter.get("name").toString();
      String argument = name(name);
      if (!parameter.get("in").equals("path")) {
        arguments.add(type(map(parameter.get("schema"))) + " " + argument);
      }
      if (parameter.get("in").equals("query")) {
        address.append(" + query(\"" + name + "\", " + argument + ")");
      }
      if (parameter.get("in").equals("header")) {
        headers.append(", \"" + name + "\", " + argument);
      }
    }
    Answer answer = answer(map(operation.get("responses")));
    String request =
        "request(\"%s\", %s, %s%s)"
            .formatted(
                verb.toUpperCase(Locale.ROOT), address, body == null ? null : "body", headers);
    out.append("\n/** " + operation.get("summary") + ". " + operation.get("description") + " */\n");
    out.append("public " + answer.type() + " " + operation.get("operationId") + "(");
    out.append(String.join(", ", arguments));
    out.append(") throws IOException, InterruptedException { return ");
    out.append(answer.call().formatted(request)).append("; }\n");
  }

  private static String inner(String path) {
    String parts = path.replaceAll("\\{(\\w+)}", "\" + segment($1) + \"");
    return ("\"" + parts + "\"").replace(" + \"\"", "");
  }

  /** What a method gives and how it is read. */
  private record Answer(String type, String call) {}

  /** The forms of the good answers together. */
  private Answer answer(Map<?, ?> responses) {
    Map<String, Answer> forms = new TreeMap<>();
    responses.forEach(
        (status, response) -> {
          if (status.toString().startsWith("2")) {
            map(map(response).get("content"))
                .forEach(
                    (media, content) -> {
                      Answer form = form(media.toString(), map(map(content).get("schema")));
                      forms.put(form.type(), form);
                    });
          }
        });
    return forms.size() == 1
        ? forms.values().iterator().next()
        : new Answer("JsonNode", "read(%s, JsonNode.class)");
  }

  private Answer form(String media, Map<?, ?> schema) {
    if (media.equals("text/event-stream")) {
      String event = Objects.requireNonNull(schema.get("x-probity-event")).toString();
      return new Answer("Stream<" + event + ">", "events(%s, " + event + ".class)");
    }
    if (!media.equals("application/json")) {
      return new Answer("String", "text(%s)");
    }
    String type = type(schema);
    if (type.startsWith("List<")) {
      String element = type.substring(5, type.length() - 1);
      return new Answer(type, "list(%s, " + element + ".class)");
    }
    boolean known = schema.containsKey("$ref") && !type.equals("JsonNode");
    return known
        ? new Answer(type, "read(%s, " + type + ".class)")
        : new Answer("JsonNode", "read(%s, JsonNode.class)");
  }

  private static Map<?, ?> schemaOf(Map<?, ?> body, String media) {
    return map(map(map(body.get("content")).get(media)).get("schema"));
  }

  private void record(String name, Map<?, ?> schema) {
    if (!schema.containsKey("properties")) {
      return;
    }
    List<String> fields = new ArrayList<>();
    map(schema.get("properties"))
        .forEach(
            (field, type) -> {
              String java = name(field.toString());
              String said = java.equals(field) ? "" : "@JsonProperty(\"" + field + "\") ";
              fields.add(said + type(map(type)) + " " + java);
            });
    out.append("\n/** " + schema.get("description") + " */\n");
    out.append("public record " + name + "(" + String.join(", ", fields) + ") {}\n");
  }

  private String type(Map<?, ?> schema) {
    if (schema.get("$ref") instanceof String reference) {
      String name = reference.substring(reference.lastIndexOf('/') + 1);
      Map<?, ?> schemas = map(map(document.get("components")).get("schemas"));
      return map(schemas.get(name)).containsKey("properties") ? name : "JsonNode";
    }
    Object type = schema.get("type");
    if (type instanceof List<?> several) {
      List<?> kinds = several.stream().filter(one -> !one.equals("null")).toList();
      type = kinds.size() == 1 ? kinds.getFirst() : "any";
    }
    return switch (String.valueOf(type)) {
      case "string" -> "String";
      case "number" -> "Double";
      case "integer" -> "Long";
      case "boolean" -> "Boolean";
      case "array" -> "List<" + type(map(schema.get("items"))) + ">";
      case "object" -> "Map<String, Object>";
      default -> "Object";
    };
  }

  /** A name as Java writes it; {@code Idempotency-Key} is idempotencyKey. */
  private static String name(String name) {
    StringBuilder java = new StringBuilder();
    for (String word : name.split("-")) {
      String first = word.substring(0, 1);
      java.append(java.isEmpty() ? first.toLowerCase(Locale.ROOT) : first.toUpperCase(Locale.ROOT));
      java.append(word.substring(1));
    }
    return javax.lang.model.SourceVersion.isKeyword(java) ? java + "_" : java.toString();
  }

  private static Map<?, ?> map(Object json) {
    return json instanceof Map<?, ?> some ? some : Map.of();
  }

  private static List<?> list(Object json) {
    return json instanceof List<?> some ? some : List.of();
  }
}
