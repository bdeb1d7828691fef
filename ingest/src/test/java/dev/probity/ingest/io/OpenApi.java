// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest.io;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.probity.topics.Roles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.io.UncheckedIOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Builds the OpenAPI 3.1 document of the front door: which endpoints there are, who may and what
 * they can be asked from the resources themselves, records from the schemas of the topics, examples
 * from the code that answers.
 */
final class OpenApi {
  static final List<Class<?>> RESOURCES =
      List.of(
          CandidateResource.class,
          OutcomeResource.class,
          BatchResource.class,
          OversightResource.class,
          ProfileResource.class);

  /** The explainer's, which this door knows the way to. */
  static final String WHAT_IF = "GET /candidates/{id}/counterfactual";

  private static final ObjectMapper JSON = new ObjectMapper();

  private OpenApi() {}

  /** What a resource says about one of its endpoints. */
  record Endpoint(List<String> roles, List<String> queries) {}

  static Map<String, Object> document() {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("openapi", "3.1.0");
    document.put("info", info());
    document.put(
        "servers",
        List.of(
            map("url", "/", "description", "Where this document was read from"),
            map("url", "http://127.0.0.1:8080", "description", "The default of ./probity up")));
    document.put("tags", tags());
    document.put("paths", paths());
    document.put(
        "webhooks",
        map(
            "decisionMade",
            Map.of("post", OpenApiOperations.webhook()),
            "releaseChanged",
            Map.of("post", OpenApiOperations.releaseWebhook())));
    document.put(
        "components",
        map(
            "schemas",
            OpenApiSchemas.all(),
            "responses",
            OpenApiOperation.shared(),
            "securitySchemes",
            Map.of("bearer", bearer())));
    return document;
  }

  private static Map<String, Object> info() {
    return map(
        "title",
        "Probity, the front door",
        "version",
        "1.0.0",
        "summary",
        "Candidates in, explained answers out, people above both.",
        "description",
        "Whatever is accepted is on a topic first; whatever is refused is answered with a problem"
            + " document (RFC 9457) and recorded. The scorer's Open Inference endpoints (/v2)"
            + " follow their own published document.",
        "license",
        map("name", "Apache-2.0", "identifier", "Apache-2.0"));
  }

  private static List<Object> tags() {
    return List.of(
        map("name", "candidates", "description", "Submit, withdraw, and read what became of them"),
        map("name", "outcomes", "description", "The truth, when it becomes known"),
        map("name", "batches", "description", "How far a posted array has come"),
        map("name", "oversight", "description", "What people decide, stop and should look at"),
        map("name", "profiles", "description", "The use cases served here"),
        map("name", "webhooks", "description", "What the front door calls"));
  }

  private static Map<String, Object> bearer() {
    return map(
        "type",
        "http",
        "scheme",
        "bearer",
        "bearerFormat",
        "JWT",
        "description",
        "A token whose roles stand at realm_access/roles, where Keycloak puts them. A data folder"
            + " keeps tokens of all roles in tokens/. A caller on the same machine without a token"
            + " is a publisher.");
  }

  private static Map<String, Object> paths() {
    Map<String, Endpoint> endpoints = endpoints();
    Map<String, Object> paths = new LinkedHashMap<>();
    OpenApiOperations.all()
        .forEach(
            (name, operation) -> {
              String[] verbAndPath = name.split(" ");
              Endpoint endpoint = endpoints.get(name);
              List<String> roles = endpoint == null ? List.of() : endpoint.roles();
              object(paths.computeIfAbsent(verbAndPath[1], none -> new LinkedHashMap<>()))
                  .put(
                      verbAndPath[0].toLowerCase(java.util.Locale.ROOT),
                      operation.json(roles, roles.contains(Roles.PUBLISHER)));
            });
    return paths;
  }

  /** Every endpoint of the resources by verb and path, and the one that is the explainer's. */
  static Map<String, Endpoint> endpoints() {
    Map<String, Endpoint> found = new TreeMap<>();
    found.put(WHAT_IF, new Endpoint(List.of(Roles.RECRUITER, Roles.AUDITOR), List.of()));
    for (Class<?> resource : RESOURCES) {
      for (Method method : resource.getDeclaredMethods()) {
        for (Class<? extends Annotation> verb : List.of(GET.class, POST.class, DELETE.class)) {
          if (method.isAnnotationPresent(verb)) {
            found.put(verb.getSimpleName() + " " + path(resource, method), endpoint(method));
          }
        }
      }
    }
    return found;
  }

  private static String path(Class<?> resource, Method method) {
    Path below = method.getAnnotation(Path.class);
    String path = "/" + resource.getAnnotation(Path.class).value();
    return (below == null ? path : path + "/" + below.value()).replaceAll("/+", "/");
  }

  private static Endpoint endpoint(Method method) {
    List<String> queries = new ArrayList<>();
    for (Parameter one : method.getParameters()) {
      QueryParam query = one.getAnnotation(QueryParam.class);
      if (query != null) {
        queries.add(query.value());
      }
    }
    return new Endpoint(List.of(method.getAnnotation(RolesAllowed.class).value()), queries);
  }

  static Map<String, Object> schema(String name) {
    return Map.of("$ref", "#/components/schemas/" + name);
  }

  static Map<String, Object> list(String name) {
    return map("type", "array", "items", schema(name));
  }

  static Object json(String text) {
    try {
      return JSON.readValue(text, Object.class);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  @SuppressWarnings("unchecked") // JSON objects have texts as names
  static Map<String, Object> object(Object json) {
    return (Map<String, Object>) json;
  }

  static Map<String, Object> map(Object... namesAndValues) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      map.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return map;
  }
}
