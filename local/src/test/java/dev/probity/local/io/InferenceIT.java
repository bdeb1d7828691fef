// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.ByteString;
import dev.probity.topics.Topics;
import dev.probity.topics.record.AuditEntry;
import dev.probity.topics.record.EventType;
import dev.probity.topics.record.Explanation;
import dev.probity.topics.record.Prediction;
import dev.probity.topics.record.Variant;
import inference.GRPCInferenceServiceGrpc;
import inference.InferTensorContents;
import inference.ModelInferRequest;
import inference.ModelInferResponse;
import inference.ModelMetadataRequest;
import inference.RepositoryIndexRequest;
import inference.RepositoryModelUnloadRequest;
import inference.ServerReadyRequest;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** The Open Inference door as its three usual clients use it, over HTTP and gRPC. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class InferenceIT {
  private static final String MODEL = InferenceServer.MODEL;
  private static final String INFER = MODEL + "/infer";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Map<String, Integer> ROW = new LinkedHashMap<>();

  static {
    ROW.put("CIT", 1);
    ROW.put("COW", 1);
    ROW.put("INDP", 170);
    ROW.put("OCCP", 10);
    ROW.put("HICOV", 1);
    ROW.put("WKWN", 52);
    ROW.put("WKHP", 40);
    ROW.put("AGEP", 45);
    ROW.put("SCHL", 21);
  }

  @TempDir private static Path folder;
  private static InferenceServer server;
  private static ManagedChannel channel;

  @BeforeAll
  static void start() throws Exception {
    server = InferenceServer.start(folder, 2, Map.of());
    channel =
        ManagedChannelBuilder.forAddress("127.0.0.1", server.ports().http()).usePlaintext().build();
  }

  @AfterAll
  static void stop() throws Exception {
    channel.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
    server.close();
  }

  static String body(int rows) {
    return body(rows, "");
  }

  /** A request of so many equal rows; {@code more} stands before its inputs. */
  static String body(int rows, String more) {
    String tensors =
        ROW.entrySet().stream()
            .map(
                one ->
                    "{\"name\":\"%s\",\"shape\":[%d],\"datatype\":\"INT64\",\"data\":[%s]}"
                        .formatted(
                            one.getKey(),
                            rows,
                            String.join(
                                ",", java.util.Collections.nCopies(rows, "" + one.getValue()))))
            .collect(Collectors.joining(","));
    return "{" + more + "\"inputs\":[" + tensors + "]}";
  }

  private static JsonNode json(HttpResponse<String> response, int status) throws Exception {
    assertEquals(status, response.statusCode(), response.body());
    return JSON.readTree(response.body());
  }

  private static List<String> ids(JsonNode answer, String kind) {
    return List.of(answer.at("/parameters/probity_" + kind + "_ids").asText().split(","));
  }

  @Test
  @Order(1)
  @DisplayName("RT-43: the first call after readiness is answered within its deadline")
  void theFirstCallIsAsGoodAsTheHundredth() throws Exception {
    json(server.post(INFER, body(1)), 200);
  }

  @Test
  @Order(2)
  void whatTheServerIsAndHas() throws Exception {
    assertEquals("{\"live\":true}", server.get("/v2/health/live").body());
    JsonNode ready = json(server.get("/v2/health/ready"), 200);
    assertTrue(ready.get("live").asBoolean() && ready.get("ready").asBoolean());
    json(server.get("/ping"), 200);
    for (String path : List.of("/v2", "/v2/")) {
      JsonNode metadata = json(server.get(path), 200);
      assertTrue(metadata.get("extensions").toString().contains("binary_tensor_data"));
    }
    JsonNode model = json(server.get(MODEL), 200);
    assertEquals("[\"v1\",\"v2\"]", model.get("versions").toString());
    assertEquals("v2", model.at("/properties/probity.serving_version").asText());
    assertEquals(9, model.get("inputs").size());
    assertEquals("INT64", model.at("/inputs/0/datatype").asText());
    assertFalse(model.at("/inputs/0/parameters/label").asText().isEmpty());
    assertEquals(
        "v1",
        json(server.get(MODEL + "/versions/v1"), 200).at("/properties/probity.version").asText());
    assertEquals(true, json(server.get(MODEL + "/ready"), 200).get("ready").asBoolean());
    assertEquals(2, json(server.post("/v2/repository/index", ""), 200).size());
    json(server.get("/v2/models/nobody"), 404);
    json(server.get(MODEL + "/versions/v7"), 404);
    json(server.post(MODEL + "/versions/v7/infer", body(1)), 404);
    HttpResponse<String> wrongMethod = server.get(INFER);
    assertEquals(405, wrongMethod.statusCode());
    assertEquals("OPTIONS, POST", wrongMethod.headers().firstValue("Allow").orElse(""));
  }

  @Test
  @Order(3)
  @DisplayName("RT-53, RT-26: every row is on record before the answer, each under its own id")
  void everyRowIsOnRecordBeforeTheAnswer() throws Exception {
    // When
    HttpResponse<String> response =
        InferenceServer.send(
            server
                .request(INFER)
                .header("X-Request-ID", "call-7")
                .POST(BodyPublishers.ofString(body(3, "\"id\":\"42\","))));
    JsonNode answer = json(response, 200);
    List<Prediction> recorded = server.values(Topics.PREDICTIONS);

    // Then
    List<String> candidates = ids(answer, "candidate");
    assertEquals(3, new HashSet<>(candidates).size());
    assertEquals("42", answer.get("id").asText());
    assertEquals("v2", answer.get("model_version").asText());
    assertEquals("[\"predict\",\"predict_proba\"]", names(answer));
    assertEquals("1.0", response.headers().firstValue("ce-specversion").orElse(""));
    assertEquals("call-7", response.headers().firstValue("X-Request-ID").orElse(""));
    assertTrue(response.headers().firstValue("traceparent").isPresent());
    Map<String, Prediction> byId =
        recorded.stream().collect(Collectors.toMap(Prediction::id, one -> one));
    List<String> predictions = ids(answer, "prediction");
    for (int row = 0; row < 3; row++) {
      Prediction one = byId.get(predictions.get(row));
      assertEquals(candidates.get(row), one.candidateId());
      assertEquals(one.probability(), answer.at("/outputs/1/data/" + (2 * row + 1)).asDouble());
      assertEquals(one.band(), answer.at("/outputs/0/data/" + row).asText());
    }
    assertTrue(
        server.records(Topics.CANDIDATES).stream()
            .map(one -> new String(one.key(), UTF_8))
            .toList()
            .containsAll(candidates));
  }

  private static String names(JsonNode answer) {
    List<String> names = new ArrayList<>();
    answer.get("outputs").forEach(one -> names.add("\"" + one.get("name").asText() + "\""));
    return names.toString().replace(" ", "");
  }

  @Test
  @Order(4)
  @DisplayName("RT-40: a batch of 1,000 rows, explained, within the deadline")
  void aBatchIsExplainedRowByRow() throws Exception {
    // When
    JsonNode answer =
        json(
            server.post(
                INFER, body(1_000, "\"outputs\":[{\"name\":\"explain\"},{\"name\":\"predict\"}],")),
            200);
    List<Explanation> recorded = server.values(Topics.EXPLANATIONS);

    // Then
    Set<String> candidates = new HashSet<>(ids(answer, "candidate"));
    assertEquals(1_000, candidates.size());
    assertEquals("[1000,10]", answer.at("/outputs/0/shape").toString());
    assertTrue(answer.at("/outputs/0/parameters/columns").asText().endsWith(",base_value"));
    assertEquals(
        1_000,
        recorded.stream()
            .map(Explanation::candidateId)
            .filter(candidates::contains)
            .distinct()
            .count());
    Explanation first =
        recorded.stream()
            .filter(one -> one.candidateId().equals(ids(answer, "candidate").getFirst()))
            .findFirst()
            .orElseThrow();
    double sum = first.residual();
    for (int column = 0; column < 10; column++) {
      sum += answer.at("/outputs/0/data/" + column).asDouble();
    }
    assertEquals(first.margin(), sum, 1e-9);
  }

  @Test
  @Order(5)
  void binaryTensorsGoInAndComeOut() throws Exception {
    // Given
    String tensors =
        ROW.keySet().stream()
            .map(
                name ->
                    "{\"name\":\"%s\",\"shape\":[2],\"datatype\":\"INT32\",\"parameters\":{\"binary_data_size\":8}}"
                        .formatted(name))
            .collect(Collectors.joining(","));
    byte[] head =
        ("{\"inputs\":[" + tensors + "],\"parameters\":{\"binary_data_output\":true}}")
            .getBytes(UTF_8);
    ByteBuffer raw = ByteBuffer.allocate(8 * ROW.size()).order(ByteOrder.LITTLE_ENDIAN);
    ROW.values().forEach(value -> raw.putInt(value).putInt(value));
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes(head);
    body.writeBytes(raw.array());

    // When
    HttpResponse<byte[]> response =
        InferenceServer.sendForBytes(
            server
                .request(INFER)
                .header("Inference-Header-Content-Length", "" + head.length)
                .POST(BodyPublishers.ofByteArray(body.toByteArray())));

    // Then
    assertEquals(200, response.statusCode(), new String(response.body(), UTF_8));
    int length =
        Integer.parseInt(
            response.headers().firstValue("Inference-Header-Content-Length").orElseThrow());
    JsonNode answer = JSON.readTree(response.body(), 0, length);
    int bands = answer.at("/outputs/0/parameters/binary_data_size").asInt();
    int probabilities = answer.at("/outputs/1/parameters/binary_data_size").asInt();
    assertEquals(response.body().length, length + bands + probabilities);
    assertEquals(32, probabilities);
    ByteBuffer doubles =
        ByteBuffer.wrap(response.body(), length + bands, 32).order(ByteOrder.LITTLE_ENDIAN);
    assertEquals(1.0, doubles.getDouble() + doubles.getDouble(), 1e-12);
  }

  @Test
  @Order(6)
  void packedBodiesAreUnpackedWithinTheirBound() throws Exception {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(body(1).getBytes(UTF_8));
    }
    ByteArrayOutputStream bomb = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bomb)) {
      gzip.write(new byte[64 << 20]);
    }
    assertEquals(200, packed(packed.toByteArray(), "gzip"));
    assertEquals(400, packed(bomb.toByteArray(), "gzip"));
    assertEquals(400, packed("{".getBytes(UTF_8), "gzip"));
    assertEquals(400, packed(packed.toByteArray(), "br"));
  }

  private static int packed(byte[] body, String encoding) throws Exception {
    return InferenceServer.send(
            server
                .request(INFER)
                .header("Content-Encoding", encoding)
                .POST(BodyPublishers.ofByteArray(body)))
        .statusCode();
  }

  @Test
  @Order(7)
  @DisplayName("RT-10 to RT-25: a bad request gets 400 and an error, and is on record")
  void badRequestsAreNamedAndOnRecord() throws Exception {
    // Given
    String good = body(2);
    Map<String, String> bad = new LinkedHashMap<>();
    bad.put("", "nothing");
    bad.put("{", "no JSON");
    bad.put("{\"inputs\":[]}", "none");
    bad.put(good.replace("INT64", "INT99"), "datatype");
    bad.put(good.replaceFirst("\\[2\\]", "[3,1]"), "shape [3, 1] holds 3 elements, got 2");
    bad.put(good.replace("45,45", "45,-5"), "row 1: /attributes/AGEP");
    bad.put(good.replace("45,45", "45,\"45\""), "another type");
    bad.put(good.replace("AGEP", "AGES"), "AGES: unknown");
    bad.put(body(2, "\"outputs\":[{\"name\":\"predict\"},{\"name\":\"odds\"}],"), "odds: unknown");
    bad.put(body(2, "\"model_name\":\"another\","), "model_name");
    bad.put(body(1_001), "at most 1000");
    long before = server.refusals();
    int candidates = server.records(Topics.CANDIDATES).size();

    // When
    for (Map.Entry<String, String> one : bad.entrySet()) {
      JsonNode answer = json(server.post(INFER, one.getKey()), 400);
      assertTrue(answer.get("error").asText().contains(one.getValue()), answer.toString());
      assertEquals(1, answer.size());
    }

    // Then
    assertEquals(before + bad.size(), server.refusals());
    assertEquals(candidates, server.records(Topics.CANDIDATES).size());
    json(server.post(INFER, body(2, "\"model_name\":\"probity-acs-salary\",")), 200);
  }

  @Test
  @Order(8)
  void everyRetainedVersionAnswersForItselfAndIsOnRecordAsSuch() throws Exception {
    // When
    JsonNode old = json(server.post(MODEL + "/versions/v1/infer", body(1)), 200);
    JsonNode now = json(server.post(MODEL + "/versions/v2/infer", body(1)), 200);

    // Then
    assertEquals("v1", old.get("model_version").asText());
    assertEquals("v2", now.get("model_version").asText());
    Map<String, Prediction> byId =
        server.<Prediction>values(Topics.PREDICTIONS).stream()
            .collect(Collectors.toMap(Prediction::id, one -> one));
    assertEquals(Variant.CHALLENGER, byId.get(ids(old, "prediction").getFirst()).variant());
    assertEquals(Variant.CHAMPION, byId.get(ids(now, "prediction").getFirst()).variant());
  }

  @Test
  @Order(9)
  void sageMakersContainerContractIsKept() throws Exception {
    JsonNode answer = json(server.post("/invocations", body(2)), 200);
    assertEquals("[2,2]", answer.at("/outputs/1/shape").toString());
    json(server.post("/invocations", "{}"), 400);
  }

  private static ModelInferRequest.Builder typed() {
    ModelInferRequest.Builder request =
        ModelInferRequest.newBuilder().setModelName("probity-acs-salary").setId("g");
    ROW.forEach(
        (name, value) ->
            request.addInputs(
                ModelInferRequest.InferInputTensor.newBuilder()
                    .setName(name)
                    .setDatatype("INT64")
                    .addShape(1)
                    .setContents(InferTensorContents.newBuilder().addInt64Contents(value))));
    return request;
  }

  private static ModelInferRequest.Builder raw() {
    ModelInferRequest.Builder request =
        ModelInferRequest.newBuilder().setModelName("probity-acs-salary");
    ROW.forEach(
        (name, value) -> {
          request.addInputs(
              ModelInferRequest.InferInputTensor.newBuilder()
                  .setName(name)
                  .setDatatype("INT64")
                  .addShape(1)
                  .addShape(1));
          ByteBuffer bytes = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
          request.addRawInputContents(ByteString.copyFrom(bytes.putLong(value).flip()));
        });
    return request;
  }

  @Test
  @Order(10)
  void grpcAnswersTypedAndRawContents() {
    // Given
    var stub = GRPCInferenceServiceGrpc.newBlockingStub(channel);

    // When
    ModelInferResponse typed = stub.modelInfer(typed().build());
    ModelInferResponse raw = stub.modelInfer(raw().setModelVersion("v1").build());

    // Then
    assertTrue(stub.serverReady(ServerReadyRequest.getDefaultInstance()).getReady());
    assertEquals("g", typed.getId());
    assertEquals("v2", typed.getModelVersion());
    assertEquals(2, typed.getOutputs(1).getContents().getFp64ContentsCount());
    assertEquals("v1", raw.getModelVersion());
    assertEquals(16, raw.getRawOutputContents(1).size());
    assertEquals(
        9,
        stub.modelMetadata(ModelMetadataRequest.newBuilder().setName("probity-acs-salary").build())
            .getInputsCount());
    assertEquals(
        2, stub.repositoryIndex(RepositoryIndexRequest.getDefaultInstance()).getModelsCount());
  }

  @Test
  @Order(11)
  void grpcRefusesMixedMissingAndWrongContents() {
    ModelInferRequest.Builder mixed = raw();
    mixed.setInputs(
        0, mixed.getInputs(0).toBuilder().setContents(typed().getInputs(0).getContents()));
    ModelInferRequest.Builder fewer = raw();
    fewer.clearRawInputContents().addRawInputContents(ByteString.copyFrom(new byte[8]));
    ModelInferRequest.Builder shorter =
        raw().setRawInputContents(0, ByteString.copyFrom(new byte[7]));
    ModelInferRequest.Builder elsewhere = typed();
    elsewhere.setInputs(
        0,
        elsewhere.getInputs(0).toBuilder()
            .setContents(InferTensorContents.newBuilder().addIntContents(1)));
    for (ModelInferRequest.Builder bad : List.of(mixed, fewer, shorter, elsewhere)) {
      assertEquals(Status.Code.INVALID_ARGUMENT, refused(bad.build()));
    }
    assertEquals(Status.Code.NOT_FOUND, refused(typed().setModelName("x").build()));
    assertEquals(Status.Code.NOT_FOUND, refused(typed().setModelVersion("v9").build()));
    StatusRuntimeException denied =
        assertThrows(
            StatusRuntimeException.class,
            () ->
                GRPCInferenceServiceGrpc.newBlockingStub(channel)
                    .repositoryModelUnload(
                        RepositoryModelUnloadRequest.newBuilder()
                            .setModelName("probity-acs-salary")
                            .build()));
    assertEquals(Status.Code.PERMISSION_DENIED, denied.getStatus().getCode());
  }

  private static Status.Code refused(ModelInferRequest request) {
    return assertThrows(
            StatusRuntimeException.class,
            () -> GRPCInferenceServiceGrpc.newBlockingStub(channel).modelInfer(request))
        .getStatus()
        .getCode();
  }

  @Test
  @Order(12)
  @DisplayName("RT-41: 32 clients at once, no answer is a server error")
  void manyClientsAtOnce() throws Exception {
    // Given
    Callable<Map<Integer, Integer>> client =
        () -> {
          Map<Integer, Integer> statuses = new LinkedHashMap<>();
          for (int i = 0; i < 10; i++) {
            statuses.merge(server.post(INFER, body(1)).statusCode(), 1, Integer::sum);
          }
          return statuses;
        };

    // When
    Map<Integer, Integer> all = new LinkedHashMap<>();
    try (ExecutorService clients = Executors.newFixedThreadPool(32)) {
      for (Future<Map<Integer, Integer>> one :
          clients.invokeAll(java.util.Collections.nCopies(32, client))) {
        one.get().forEach((status, n) -> all.merge(status, n, Integer::sum));
      }
    }

    // Then
    assertEquals(Map.of(200, 320), all);
  }

  @Test
  @Order(13)
  void onlyAnOperatorUnloadsAndLoadsAndItIsOnRecord() throws Exception {
    // Given
    String repository = "/v2/repository/models/probity-acs-salary/";

    // When
    json(server.post(repository + "unload", ""), 403);
    json(
        InferenceServer.send(
            server.as("operator-1", repository + "unload").POST(BodyPublishers.noBody())),
        200);

    // Then
    json(server.post(INFER, body(1)), 503);
    json(server.get(MODEL + "/ready"), 503);
    assertEquals(
        "UNAVAILABLE", json(server.post("/v2/repository/index", ""), 200).at("/0/state").asText());
    json(
        InferenceServer.send(
            server.as("operator-1", repository + "load").POST(BodyPublishers.noBody())),
        200);
    json(server.post(INFER, body(1)), 200);
    List<AuditEntry> entries =
        server.<AuditEntry>values(Topics.AUDIT).stream()
            .filter(one -> "open-inference".equals(one.details().get("door")))
            .toList();
    assertEquals(
        List.of("operator-1 false", "operator-1 true"),
        entries.stream().map(one -> one.actor() + " " + one.details().get("loaded")).toList());
  }

  @Test
  @Order(14)
  @DisplayName("L3: while the model is stopped nothing is answered, and the reason is said")
  void whileTheModelIsStoppedNothingIsAnswered() throws Exception {
    // When
    assertEquals(
        202,
        InferenceServer.send(
                server
                    .as("operator-1", "/oversight/stop")
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString("{\"reason\":\"drift is looked into\"}")))
            .statusCode());
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(2);
    while (server.post(INFER, body(1)).statusCode() == 200) {
      assertTrue(System.nanoTime() < deadline, "answered two seconds after the stop");
    }

    // Then
    for (int i = 0; i < 20; i++) {
      HttpResponse<String> answer = server.post(INFER, body(1));
      assertTrue(json(answer, 503).get("error").asText().contains("stopped"), answer.body());
      assertTrue(answer.headers().firstValue("Retry-After").isPresent());
    }
    json(server.get("/v2/health/ready"), 503);
    InferenceServer.send(
        server
            .as("operator-1", "/oversight/resume")
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString("{\"reason\":\"nothing was found\"}")));
    long patience = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (server.post(INFER, body(1)).statusCode() != 200) {
      assertTrue(System.nanoTime() < patience, "not resumed");
    }
  }

  @Test
  @Order(15)
  @DisplayName(
      "RT-32, RT-42, RT-46: a late answer is 504 and on record; the row is scored all the same")
  void aLateAnswerIsOnRecordAndItsRowIsScored(@TempDir Path other) throws Exception {
    Map<String, String> hasty = Map.of("probity.scorer.inference.deadline", "1ms");
    try (InferenceServer late = InferenceServer.start(other, 1, hasty)) {
      // When
      int timedOut = 0;
      for (int i = 0; i < 10; i++) {
        HttpResponse<String> answer = late.post(INFER, body(1));
        timedOut += answer.statusCode() == 504 ? 1 : 0;
      }

      // Then
      assertTrue(timedOut > 0, "nothing was late");
      int expected = timedOut;
      List<AuditEntry> entries =
          late.<AuditEntry>values(Topics.AUDIT).stream()
              .filter(one -> one.event() == EventType.ANSWER_TIMED_OUT)
              .toList();
      assertEquals(expected, entries.size());
      assertEquals("1", entries.getFirst().details().get("rows"));
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
      while (late.records(Topics.PREDICTIONS).size() != late.records(Topics.CANDIDATES).size()) {
        assertTrue(System.nanoTime() < deadline, "a row was never scored");
      }
      assertEquals(0, late.records(Topics.REJECTS).size());
    }
  }
}
