// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.io.mlflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * The few calls of MLflow that our adapter makes, over real HTTP, as the real server of {@code
 * MlflowPeerIT} answers them: the same kit runs against both. This one can fail at any call.
 */
final class MlflowDouble implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String EXPERIMENT = "1";

  private final HttpServer server;
  private final ExecutorService pool = Executors.newFixedThreadPool(3);
  private final Map<String, ObjectNode> runs = new LinkedHashMap<>();
  private final Map<String, byte[]> artifacts = new HashMap<>();
  private final ArrayNode versions = JSON.createArrayNode();
  private final Map<String, Integer> aliases = new HashMap<>();
  private @Nullable String experiment;
  private boolean registered;
  private int calls;
  private int failFrom = Integer.MAX_VALUE;

  MlflowDouble() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/api/2.0/", this::answer);
    server.setExecutor(pool);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** From this call on, counted from 1, every call fails. */
  synchronized void failFrom(int call) {
    failFrom = call;
    calls = 0;
  }

  /** Whether a call has failed since. */
  synchronized boolean hasFailed() {
    return calls >= failFrom;
  }

  synchronized int versions() {
    return versions.size();
  }

  /** Runs that are neither deleted nor unfinished. */
  synchronized long finishedRuns() {
    return runs.values().stream()
        .filter(run -> run.at("/info/status").asText().equals("FINISHED"))
        .count();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      byte[] answer;
      int status;
      synchronized (this) {
        calls++;
        if (calls >= failFrom) {
          status = 503;
          answer = "<html>not now</html>".getBytes(StandardCharsets.UTF_8);
        } else {
          Reply reply = reply(exchange, body);
          status = reply.status();
          answer = reply.raw() == null ? JSON.writeValueAsBytes(reply.body()) : reply.raw();
        }
      }
      exchange.sendResponseHeaders(status, answer.length == 0 ? -1 : answer.length);
      exchange.getResponseBody().write(answer);
    }
  }

  private record Reply(int status, JsonNode body, byte @Nullable [] raw) {}

  private Reply reply(HttpExchange exchange, byte[] bytes) throws IOException {
    String call = exchange.getRequestURI().getPath().substring("/api/2.0/".length());
    if (call.startsWith("mlflow-artifacts/artifacts/")) {
      String path = call.substring("mlflow-artifacts/artifacts/".length());
      if (exchange.getRequestMethod().equals("PUT")) {
        artifacts.put(path, bytes);
        return ok(JSON.createObjectNode());
      }
      return new Reply(200, JSON.createObjectNode(), artifacts.get(path));
    }
    JsonNode asked =
        bytes.length == 0 ? query(exchange.getRequestURI().getRawQuery()) : JSON.readTree(bytes);
    return switch (call) {
      case "mlflow/experiments/get-by-name" ->
          asked.path("experiment_name").asText().equals(experiment)
              ? ok(nested("experiment", experiment()))
              : error(404, "RESOURCE_DOES_NOT_EXIST");
      case "mlflow/experiments/create" -> made(asked);
      case "mlflow/registered-models/create" -> {
        boolean there = registered;
        registered = true;
        yield there ? error(400, "RESOURCE_ALREADY_EXISTS") : ok(JSON.createObjectNode());
      }
      case "mlflow/registered-models/alias" -> alias(exchange.getRequestMethod(), asked);
      case "mlflow/model-versions/create" -> version(asked);
      case "mlflow/model-versions/get" ->
          ok(nested("model_version", versions.get(asked.path("version").asInt() - 1)));
      case "mlflow/model-versions/set-tag" -> tagged(asked);
      case "mlflow/model-versions/search" -> search(asked.path("filter").asText());
      default -> run(call, asked);
    };
  }

  private Reply made(JsonNode asked) {
    if (asked.path("name").asText().equals(experiment)) {
      return error(400, "RESOURCE_ALREADY_EXISTS");
    }
    experiment = asked.path("name").asText();
    return ok(JSON.createObjectNode().put("experiment_id", EXPERIMENT));
  }

  private ObjectNode experiment() {
    return JSON.createObjectNode()
        .put("experiment_id", EXPERIMENT)
        .put("lifecycle_stage", "active");
  }

  private Reply run(String call, JsonNode asked) {
    String id = asked.path("run_id").asText();
    switch (call) {
      case "mlflow/runs/create" -> {
        return ok(nested("run", created(asked)));
      }
      case "mlflow/runs/search" -> {
        ArrayNode found = JSON.createArrayNode();
        String filter = asked.path("filter").asText();
        runs.values().stream()
            .filter(run -> filter.isEmpty() || matches(run, filter))
            .forEach(found::add);
        return ok(nested("runs", found));
      }
      case "mlflow/runs/get" -> {
        return ok(nested("run", runs.get(id)));
      }
      case "mlflow/metrics/get-history" -> {
        ArrayNode found = JSON.createArrayNode();
        for (JsonNode metric : runs.get(id).at("/data/metrics")) {
          if (metric.get("key").equals(asked.get("metric_key"))) {
            found.add(metric);
          }
        }
        return ok(nested("metrics", found));
      }
      case "mlflow/runs/update" ->
          ((ObjectNode) runs.get(id).get("info")).set("status", asked.get("status"));
      case "mlflow/runs/delete" -> runs.remove(id);
      case "mlflow/runs/log-batch" -> {
        ObjectNode data = (ObjectNode) runs.get(id).get("data");
        asked.fieldNames().forEachRemaining(name -> add(data, name, asked.get(name)));
      }
      case "mlflow/runs/log-inputs" ->
          runs.get(id).set("inputs", nested("dataset_inputs", asked.get("datasets")));
      default -> {
        return error(404, "ENDPOINT_NOT_FOUND");
      }
    }
    return ok(JSON.createObjectNode());
  }

  private static void add(ObjectNode data, String name, JsonNode values) {
    if (values.isArray()) {
      values.forEach(data.withArray(name)::add);
    }
  }

  private ObjectNode created(JsonNode asked) {
    String id = String.format("%032x", runs.size() + calls * 1_000L);
    ObjectNode run = JSON.createObjectNode();
    run.putObject("info")
        .put("run_id", id)
        .put("status", "RUNNING")
        .put("artifact_uri", "mlflow-artifacts:/" + EXPERIMENT + "/" + id + "/artifacts");
    run.putObject("data").set("tags", asked.get("tags"));
    runs.put(id, run);
    return run;
  }

  /** Understands a filter on one tag, {@code tags.`name` = 'value'}, and no other. */
  private static boolean matches(JsonNode run, String filter) {
    for (JsonNode tag : run.at("/data/tags")) {
      String wanted =
          "tags.`%s` = '%s'".formatted(tag.get("key").asText(), tag.get("value").asText());
      if (wanted.equals(filter)) {
        return true;
      }
    }
    return false;
  }

  private Reply version(JsonNode asked) {
    ObjectNode version = asked.deepCopy();
    version.put("version", Integer.toString(versions.size() + 1));
    versions.add(version);
    return ok(nested("model_version", version));
  }

  private Reply tagged(JsonNode asked) {
    ArrayNode tags = (ArrayNode) versions.get(asked.path("version").asInt() - 1).get("tags");
    for (int i = tags.size() - 1; i >= 0; i--) {
      if (tags.get(i).get("key").equals(asked.get("key"))) {
        tags.remove(i);
      }
    }
    tags.addObject().set("key", asked.get("key"));
    ((ObjectNode) tags.get(tags.size() - 1)).set("value", asked.get("value"));
    return ok(JSON.createObjectNode());
  }

  private Reply search(String filter) {
    ArrayNode found = JSON.createArrayNode();
    for (JsonNode version : versions) {
      for (JsonNode tag : version.get("tags")) {
        boolean digest = tag.get("key").asText().equals("probity.model.digest");
        if (digest && (!filter.contains("tag.") || filter.contains(tag.get("value").asText()))) {
          found.add(version);
        }
      }
    }
    return ok(nested("model_versions", found));
  }

  private Reply alias(String method, JsonNode asked) {
    String alias = asked.path("alias").asText();
    switch (method) {
      case "POST" -> aliases.put(alias, asked.get("version").asInt());
      case "DELETE" -> aliases.remove(alias);
      default -> {
        return aliases.containsKey(alias)
            ? ok(nested("model_version", versions.get(aliases.get(alias) - 1)))
            : error(400, "INVALID_PARAMETER_VALUE");
      }
    }
    return ok(JSON.createObjectNode());
  }

  private static ObjectNode query(@Nullable String text) {
    ObjectNode asked = JSON.createObjectNode();
    for (String pair : (text == null ? "" : text).split("&")) {
      String[] parts = pair.split("=", 2);
      asked.put(
          parts[0], parts.length == 1 ? "" : URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
    }
    return asked;
  }

  private static ObjectNode nested(String name, JsonNode value) {
    ObjectNode outer = JSON.createObjectNode();
    outer.set(name, value);
    return outer;
  }

  private static Reply ok(JsonNode body) {
    return new Reply(200, body, null);
  }

  private static Reply error(int status, String code) {
    return new Reply(
        status, JSON.createObjectNode().put("error_code", code).put("message", "no"), null);
  }

  @Override
  public void close() {
    server.stop(0);
    pool.shutdownNow();
  }
}
