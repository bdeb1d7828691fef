// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.tngtech.archunit.core.domain.JavaAnnotation;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.probity.topics.Roles;
import dev.probity.topics.Topics;
import dev.probity.topics.codec.Decoded;
import dev.probity.topics.io.KafkaSettings;
import dev.probity.topics.io.TopicReader;
import dev.probity.topics.record.AuditEntry;
import dev.probity.topics.record.EventType;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import java.io.IOException;
import java.lang.annotation.Annotation;
import java.net.Inet4Address;
import java.net.NetworkInterface;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every endpoint there is, asked by every kind of caller: who may is declared here, all of it. */
class AccessIT {
  private static final String LOOPBACK = "nobody on this machine";
  private static final String REMOTE = "nobody elsewhere";
  private static final String PROXIED = "nobody through a proxy";
  private static final String BROWSER = "a web page on this machine";
  private static final String FORGED = "a forged token";
  private static final List<String> STRANGERS = List.of(REMOTE, PROXIED, BROWSER, FORGED);

  private static final String SUBMIT = "POST /candidates";
  private static final String READ = "GET /candidates/{id}";
  private static final String PICTURE = "GET /candidates/{id}/waterfall.svg";
  private static final String WHAT_IF = "GET /candidates/{id}/counterfactual";
  private static final String PROFILES = "GET /profiles";
  private static final String PROFILE = "GET /profiles/{name}";
  private static final String BATCH = "GET /batches/{id}";
  private static final String EVENTS = "GET /batches/{id}/events";
  private static final String WITHDRAW = "DELETE /candidates/{id}";
  private static final String OBSERVE = "POST /outcomes";
  private static final String QUEUE = "GET /review-queue";
  private static final String DECIDE = "POST /oversight";
  private static final String STOP = "POST /oversight/stop";
  private static final String RESUME = "POST /oversight/resume";

  private static final String MODEL = "/v2/models/{model}";
  private static final String VERSION = MODEL + "/versions/{version}";
  private static final String SERVER = "GET /v2";
  private static final String DESCRIBE = "GET " + MODEL;
  private static final String DESCRIBE_VERSION = "GET " + VERSION;
  private static final String INFER = "POST " + MODEL + "/infer";
  private static final String INFER_VERSION = "POST " + VERSION + "/infer";
  private static final String INVOKE = "POST /invocations";
  private static final String INDEX = "POST /v2/repository/index";
  private static final String LOAD = "POST /v2/repository/models/{model}/load";
  private static final String UNLOAD = "POST /v2/repository/models/{model}/unload";

  /** By endpoint, what callers get who may; everybody else gets 403, strangers 401. */
  private static final Map<String, Map<String, Integer>> MAY =
      Map.ofEntries(
          Map.entry(SUBMIT, Map.of(Roles.PUBLISHER, 202, LOOPBACK, 202)),
          Map.entry(READ, Map.of(Roles.RECRUITER, 200, Roles.AUDITOR, 200)),
          Map.entry(PICTURE, Map.of(Roles.RECRUITER, 404, Roles.AUDITOR, 404)),
          Map.entry(WHAT_IF, Map.of(Roles.RECRUITER, 404, Roles.AUDITOR, 404)),
          Map.entry(PROFILES, anyRole(200)),
          Map.entry(PROFILE, anyRole(200)),
          Map.entry(BATCH, watcher()),
          Map.entry(EVENTS, watcher()),
          Map.entry(WITHDRAW, Map.of(Roles.PUBLISHER, 202, LOOPBACK, 202)),
          Map.entry(OBSERVE, Map.of(Roles.PUBLISHER, 202, LOOPBACK, 202)),
          Map.entry(QUEUE, Map.of(Roles.RECRUITER, 200)),
          Map.entry(DECIDE, Map.of(Roles.RECRUITER, 404)),
          Map.entry(STOP, Map.of(Roles.OPERATOR, 202)),
          Map.entry(RESUME, Map.of(Roles.OPERATOR, 202)),
          Map.entry(SERVER, anyRole(200)),
          Map.entry(DESCRIBE, anyRole(404)),
          Map.entry(DESCRIBE_VERSION, anyRole(404)),
          Map.entry(INDEX, anyRole(200)),
          Map.entry(INFER, Map.of(Roles.PUBLISHER, 400, LOOPBACK, 400)),
          Map.entry(INFER_VERSION, Map.of(Roles.PUBLISHER, 400, LOOPBACK, 400)),
          Map.entry(INVOKE, Map.of(Roles.PUBLISHER, 400, LOOPBACK, 400)),
          Map.entry(LOAD, Map.of(Roles.OPERATOR, 503)),
          Map.entry(UNLOAD, Map.of(Roles.OPERATOR, 200)));

  /** Open to all, as they name no person and carry no record; nothing scores here. */
  private static final Map<String, Integer> OPEN =
      Map.ofEntries(
          Map.entry("/q/health/live", 200),
          Map.entry("/q/health/started", 200),
          Map.entry("/q/metrics", 200),
          Map.entry("/q/openapi", 200),
          Map.entry("/q/swagger-ui/", 200),
          Map.entry("/ping", 503),
          Map.entry("/v2/health/live", 200),
          Map.entry("/v2/health/ready", 503),
          Map.entry(MODEL + "/ready", 503),
          Map.entry(VERSION + "/ready", 503));

  /** Counts only, and there is no such batch. */
  private static Map<String, Integer> watcher() {
    return Map.of(Roles.PUBLISHER, 404, LOOPBACK, 404, Roles.RECRUITER, 404, Roles.AUDITOR, 404);
  }

  private static Map<String, Integer> anyRole(int status) {
    Map<String, Integer> all = new TreeMap<>();
    Roles.all().forEach(role -> all.put(role, status));
    all.put(LOOPBACK, status);
    return all;
  }

  private static final String CANDIDATE =
      """
      {"id":"C-1001","purpose":"decision","profile":"acs-salary","attributes":{"CIT":1,"COW":1,\
      "INDP":170,"OCCP":10,"HICOV":1,"WKWN":52,"WKHP":40,"AGEP":45,"SCHL":21},\
      "protected":{"SEX":1,"RAC1P":1},\
      "provenance":{"group":null,"requisition":null,"tenant":null}}\
      """;

  /** Nothing scores here, so that there is no prediction to decide on. */
  private static final Map<String, String> BODIES =
      Map.of(
          SUBMIT, CANDIDATE,
          OBSERVE,
              "{\"candidateId\":\"C-1001\",\"observed\":{\"WAGP\":52000},"
                  + "\"observedAt\":\"2026-01-01T00:00:00.000Z\"}",
          DECIDE, "{\"action\":\"confirmed\",\"candidateId\":\"C-1001\",\"reason\":\"seen\"}",
          STOP, "{\"reason\":\"drift is looked into\"}",
          RESUME, "{\"reason\":\"nothing was found\"}");

  private static final List<String> ASKED =
      List.of(
          SUBMIT,
          READ,
          PICTURE,
          WHAT_IF,
          PROFILES,
          PROFILE,
          BATCH,
          EVENTS,
          WITHDRAW,
          OBSERVE,
          QUEUE,
          DECIDE,
          STOP,
          RESUME,
          SERVER,
          DESCRIBE,
          DESCRIBE_VERSION,
          INDEX,
          INFER,
          INFER_VERSION,
          INVOKE,
          LOAD,
          UNLOAD);

  private static final HttpClient HTTP =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

  @TempDir private Path folder;

  @Test
  void everyEndpointIsDeclared() {
    // Given
    List<Class<? extends Annotation>> verbs =
        List.of(GET.class, POST.class, PUT.class, PATCH.class, DELETE.class, HEAD.class);

    // When
    TreeSet<String> found = new TreeSet<>();
    for (JavaClass type :
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.probity")) {
      for (JavaMethod method : type.getMethods()) {
        for (Class<? extends Annotation> verb : verbs) {
          if (method.isAnnotatedWith(verb)) {
            String path = pathOf(type.getAnnotations()) + pathOf(method.getAnnotations());
            found.add(verb.getSimpleName() + " " + path);
          }
        }
      }
    }

    // Then
    TreeSet<String> declared = new TreeSet<>(MAY.keySet());
    OPEN.keySet().stream()
        .filter(path -> !path.startsWith("/q/"))
        .forEach(path -> declared.add("GET " + path));
    assertEquals(declared, found, "an endpoint nobody has declared callers of");
    assertEquals(MAY.keySet(), Set.copyOf(ASKED));
  }

  private static String pathOf(Iterable<? extends JavaAnnotation<?>> annotations) {
    for (JavaAnnotation<?> one : annotations) {
      if (one.getRawType().isEquivalentTo(jakarta.ws.rs.Path.class)) {
        return String.valueOf(one.get("value").orElse(""));
      }
    }
    return "";
  }

  @Test
  void everyCallerGetsWhatIsDeclaredAndEveryReadIsOnRecord() throws Exception {
    String elsewhere = addressOfThisMachine();
    assumeTrue(elsewhere != null, "this machine has no address but loopback");
    // Listens on all addresses here, as no default of ours does.
    try (RunningFolder up = RunningFolder.start(folder, Map.of("QUARKUS_HTTP_HOST", "0.0.0.0"))) {
      // Given
      Ports ports = up.view().ports();
      String here = "http://127.0.0.1:" + ports.http();
      Map<String, HttpRequest.Builder> callers = callers(up.view(), here, elsewhere);

      // When
      Map<String, Integer> expected = new TreeMap<>();
      Map<String, Integer> found = new TreeMap<>();
      for (String caller : callers.keySet()) {
        for (String endpoint : ASKED) {
          String cell = endpoint + " by " + caller;
          int refused = STRANGERS.contains(caller) ? 401 : 403;
          expected.put(cell, MAY.get(endpoint).getOrDefault(caller, refused));
          found.put(cell, ask(endpoint, callers.get(caller)));
        }
        for (String path : OPEN.keySet()) {
          expected.put(path + " by " + caller, OPEN.get(path));
          found.put(path + " by " + caller, ask("GET " + path, callers.get(caller)));
        }
      }

      // Then
      assertEquals(expected, found);
      assertEquals(
          List.of("auditor-1 read C-1001", "recruiter-1 read C-1001"),
          reads(ports).stream().sorted().toList());
    }
  }

  private static Map<String, HttpRequest.Builder> callers(
      DataFolder tokens, String here, String elsewhere) throws IOException {
    Map<String, HttpRequest.Builder> callers = new LinkedHashMap<>();
    for (String role : Roles.all()) {
      callers.put(role, bearer(here, Files.readString(tokens.token(role + "-1")).strip()));
    }
    String auditor = Files.readString(tokens.token("auditor-1")).strip();
    callers.put(FORGED, bearer(here, auditor.substring(0, auditor.length() - 8) + "AAAAAAAA"));
    callers.put(LOOPBACK, request(here));
    callers.put(PROXIED, request(here).header("X-Forwarded-For", "203.0.113.9"));
    callers.put(BROWSER, request(here).header("Origin", "https://example.com"));
    callers.put(REMOTE, request("http://" + elsewhere + ":" + tokens.ports().http()));
    return callers;
  }

  private static HttpRequest.Builder request(String server) {
    return HttpRequest.newBuilder(URI.create(server)).timeout(Duration.ofSeconds(20));
  }

  private static HttpRequest.Builder bearer(String server, String token) {
    return request(server).header("Authorization", "Bearer " + token);
  }

  private static int ask(String endpoint, HttpRequest.Builder caller) throws Exception {
    String[] parts = endpoint.split(" ");
    HttpRequest.Builder asked = caller.copy();
    URI server = asked.GET().build().uri();
    asked.uri(
        server.resolve(
            parts[1]
                .replace("{id}", "C-1001")
                .replace("{name}", "acs-salary")
                .replace("{model}", "probity-acs-salary")
                .replace("{version}", "v1")));
    if (parts[0].equals("POST")) {
      asked.header("Content-Type", "application/json");
      asked.POST(HttpRequest.BodyPublishers.ofString(BODIES.getOrDefault(endpoint, "")));
    }
    if (parts[0].equals("DELETE")) {
      asked.DELETE();
    }
    HttpResponse<String> answer = HTTP.send(asked.build(), HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() == 401 || answer.statusCode() == 403) {
      assertTrue(answer.body().contains("Authorization: Bearer"), endpoint + ": " + answer.body());
      assertEquals(
          answer.statusCode() == 401, answer.headers().firstValue("WWW-Authenticate").isPresent());
    }
    return answer.statusCode();
  }

  /** Who was told what, from the audit topic. */
  private static List<String> reads(Ports ports) {
    KafkaSettings settings =
        KafkaSettings.parse(
            Map.of("kafka.bootstrap.servers", "127.0.0.1:" + ports.kafka()), "test");
    List<String> reads = new ArrayList<>();
    new TopicReader(() -> new KafkaConsumer<>(settings.consumer("it")), Duration.ofSeconds(30))
        .readAll(
            Topics.AUDIT.name(),
            one -> {
              if (Topics.AUDIT.codec().decode(one.value())
                      instanceof Decoded.Valid<AuditEntry>(AuditEntry entry)
                  && entry.event() == EventType.AUDIT_READ) {
                reads.add(entry.actor() + " read " + entry.subject());
              }
            });
    return reads;
  }

  private static String addressOfThisMachine() throws IOException {
    return NetworkInterface.networkInterfaces()
        .flatMap(NetworkInterface::inetAddresses)
        .filter(one -> one instanceof Inet4Address && !one.isLoopbackAddress())
        .map(one -> one.getHostAddress())
        .findFirst()
        .orElse(null);
  }
}
