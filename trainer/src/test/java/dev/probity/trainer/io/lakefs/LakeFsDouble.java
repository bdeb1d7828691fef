// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.io.lakefs;

import static java.nio.charset.StandardCharsets.UTF_8;

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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * A lakeFS of its few calls over real HTTP. Requests and answers are held to the vendored part of
 * lakeFS' OpenAPI file; what breaks it is remembered and fails the test. It can fail at any call.
 */
final class LakeFsDouble implements AutoCloseable {
  static final String REPOSITORY = "sets";
  static final String SECRET = "s3cret";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int PAGE = 3;

  private final LakeFsContract contract = new LakeFsContract();
  private final HttpServer server;
  private final ExecutorService pool = Executors.newFixedThreadPool(4);
  private final Map<String, Map<String, byte[]>> branches = new LinkedHashMap<>();
  private final Map<String, Map<String, byte[]>> commits = new HashMap<>();
  private final TreeMap<String, String> tags = new TreeMap<>();
  private final Map<String, JsonNode> metadata = new HashMap<>();
  private final List<String> broken = new ArrayList<>();
  private int calls;
  private int failFrom = Integer.MAX_VALUE;

  LakeFsDouble() throws IOException {
    branches.put("main", new TreeMap<>());
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
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

  synchronized boolean hasFailed() {
    return calls >= failFrom;
  }

  /** Requests and answers that are not as the file says. */
  synchronized List<String> broken() {
    return List.copyOf(broken);
  }

  /** Branches beside main. */
  synchronized int drafts() {
    return branches.size() - 1;
  }

  synchronized int objectsOnMain() {
    return branches.get("main").size();
  }

  synchronized List<String> tags() {
    return List.copyOf(tags.keySet());
  }

  /** The metadata of the commit a tag points at. */
  synchronized JsonNode metadata(String tag) {
    return metadata.get(tags.get(tag));
  }

  /** Changes stored objects of this content. */
  synchronized void damage(byte[] content) {
    commits
        .values()
        .forEach(
            files ->
                files.replaceAll(
                    (path, bytes) ->
                        Arrays.equals(bytes, content) ? "tampered!".getBytes(UTF_8) : bytes));
  }

  private record Reply(int status, @Nullable JsonNode body, byte[] raw) {}

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      Reply reply;
      synchronized (this) {
        calls++;
        reply = calls >= failFrom ? error(503, "not now") : reply(exchange, body);
      }
      byte[] bytes = reply.body() == null ? reply.raw() : JSON.writeValueAsBytes(reply.body());
      exchange.sendResponseHeaders(reply.status(), bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  private Reply reply(HttpExchange exchange, byte[] body) throws IOException {
    String path = exchange.getRequestURI().getRawPath();
    String method = exchange.getRequestMethod();
    if (!path.startsWith("/api/v1")) {
      broken.add(method + " " + path + ": not below /api/v1");
      return error(404, "no such page");
    }
    LakeFsContract.Call call = contract.find(method, path.substring("/api/v1".length()));
    if (call == null) {
      broken.add(method + " " + path + ": no such call");
      return error(404, "no such page");
    }
    Map<String, String> query = query(exchange.getRequestURI().getRawQuery());
    String type = exchange.getRequestHeaders().getFirst("Content-Type");
    contract
        .request(call, query, type, body)
        .forEach(what -> broken.add(call.id() + " asked: " + what));
    Reply reply = allowed(exchange) ? done(call, query, body) : error(401, "error authenticating");
    contract
        .answer(call, reply.status(), reply.body())
        .forEach(what -> broken.add(call.id() + " answered: " + what));
    return reply;
  }

  private static boolean allowed(HttpExchange exchange) {
    String holder = Base64.getEncoder().encodeToString(("me:" + SECRET).getBytes(UTF_8));
    return ("Basic " + holder).equals(exchange.getRequestHeaders().getFirst("Authorization"));
  }

  private Reply done(LakeFsContract.Call call, Map<String, String> query, byte[] body)
      throws IOException {
    if (!REPOSITORY.equals(call.names().get("repository"))) {
      return error(404, "repository not found");
    }
    JsonNode asked =
        call.operation().at("/requestBody/content").has("application/json")
            ? JSON.readTree(body)
            : JSON.createObjectNode();
    String branch = call.names().getOrDefault("branch", "");
    return switch (call.id()) {
      case "createBranch" -> branch(asked);
      case "deleteBranch" ->
          branches.remove(branch) == null
              ? error(404, "branch not found")
              : new Reply(204, null, new byte[0]);
      case "uploadObject" -> upload(branches.get(branch), query.get("path"), body);
      case "commit" -> commit(branches.get(branch), asked);
      case "createTag" -> tag(asked);
      case "getTag" -> {
        String to = tags.get(call.names().get("tag"));
        yield to == null ? error(404, "tag not found") : ok(200, ref(call.names().get("tag"), to));
      }
      case "listTags" -> list(query);
      case "getObject" -> {
        Map<String, byte[]> files = commits.get(call.names().get("ref"));
        byte[] found = files == null ? null : files.get(query.get("path"));
        yield found == null ? error(404, "object not found") : new Reply(200, null, found);
      }
      default -> throw new IOException("no answer to " + call.id());
    };
  }

  private Reply branch(JsonNode asked) {
    Map<String, byte[]> source = branches.get(asked.get("source").asText());
    if (source == null) {
      return error(404, "branch not found");
    }
    Map<String, byte[]> before =
        branches.putIfAbsent(asked.get("name").asText(), new TreeMap<>(source));
    return before == null
        ? new Reply(201, null, "made".getBytes(UTF_8))
        : error(409, "branch already exists");
  }

  private static Reply upload(
      @Nullable Map<String, byte[]> branch, @Nullable String path, byte[] body) {
    if (branch == null || path == null) {
      return error(404, "branch not found");
    }
    branch.put(path, body);
    ObjectNode stats = JSON.createObjectNode().put("path", path).put("path_type", "object");
    stats.put("physical_address", "mem://" + path).put("checksum", "c").put("mtime", 1);
    return ok(201, stats.put("size_bytes", body.length));
  }

  private Reply commit(@Nullable Map<String, byte[]> branch, JsonNode asked) {
    if (branch == null) {
      return error(404, "branch not found");
    }
    String id = String.format("%064x", commits.size() + 1);
    commits.put(id, new TreeMap<>(branch));
    metadata.put(id, asked.path("metadata"));
    ObjectNode commit = JSON.createObjectNode().put("id", id).put("committer", "me");
    commit.putArray("parents");
    commit.set("message", asked.get("message"));
    return ok(201, commit.put("creation_date", 1).put("meta_range_id", "m"));
  }

  private Reply tag(JsonNode asked) {
    String to = asked.get("ref").asText();
    if (!commits.containsKey(to)) {
      return error(404, "commit not found");
    }
    String before = tags.putIfAbsent(asked.get("id").asText(), to);
    return before == null
        ? ok(201, ref(asked.get("id").asText(), to))
        : error(409, "tag already exists");
  }

  private Reply list(Map<String, String> query) {
    List<String> left =
        tags.tailMap(query.getOrDefault("after", ""), false).keySet().stream()
            .filter(id -> id.startsWith(query.getOrDefault("prefix", "")))
            .toList();
    ObjectNode list = JSON.createObjectNode();
    ArrayNode results = JSON.createArrayNode();
    left.stream().limit(PAGE).forEach(id -> results.add(ref(id, tags.get(id))));
    ObjectNode page = list.putObject("pagination").put("has_more", left.size() > PAGE);
    page.put("next_offset", left.size() > PAGE ? left.get(PAGE - 1) : "");
    page.put("results", results.size()).put("max_per_page", PAGE);
    list.set("results", results);
    return ok(200, list);
  }

  private static ObjectNode ref(@Nullable String id, String commit) {
    return JSON.createObjectNode().put("id", id).put("commit_id", commit);
  }

  private static Reply ok(int status, JsonNode body) {
    return new Reply(status, body, new byte[0]);
  }

  private static Reply error(int status, String message) {
    return new Reply(status, JSON.createObjectNode().put("message", message), new byte[0]);
  }

  private static Map<String, String> query(@Nullable String text) {
    Map<String, String> query = new HashMap<>();
    for (String pair : text == null ? new String[0] : text.split("&")) {
      String[] parts = pair.split("=", 2);
      query.put(parts[0], parts.length == 1 ? "" : URLDecoder.decode(parts[1], UTF_8));
    }
    return query;
  }

  @Override
  public void close() {
    server.stop(0);
    pool.shutdownNow();
  }
}
