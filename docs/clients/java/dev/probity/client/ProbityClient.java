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
 * Probity, the front door. Generated from META-INF/openapi.yaml of ingest; do not edit. Arguments
 * that are not required, and fields of records, may be null.
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

  /**
   * Submit one candidate, or an array of up to 1,000. 202 once the broker has all of them. Each
   * element of an array is answered for itself: 207 when some are refused. A CloudEvent, binary
   * (ce-* headers) or structured (application/cloudevents+json), is held to the same rules.
   */
  public JsonNode submitCandidates(
      Object body, String validate, String idempotencyKey, String prefer)
      throws IOException, InterruptedException {
    return read(
        request(
            "POST",
            "/candidates" + query("validate", validate),
            body,
            "Idempotency-Key",
            idempotencyKey,
            "Prefer",
            prefer),
        JsonNode.class);
  }

  /**
   * Read what became of a candidate. From the newest answers; older ones are the ledger's. That it
   * was told is on record before the answer.
   */
  public Answer readCandidate(String id) throws IOException, InterruptedException {
    return read(request("GET", "/candidates/" + segment(id), null), Answer.class);
  }

  /**
   * A candidate takes part no longer. What was decided stays, training leaves the candidate out,
   * and posting the candidate again supersedes the withdrawal.
   */
  public Accepted withdrawCandidate(String id, WithdrawalReason body, String idempotencyKey)
      throws IOException, InterruptedException {
    return read(
        request("DELETE", "/candidates/" + segment(id), body, "Idempotency-Key", idempotencyKey),
        Accepted.class);
  }

  /**
   * See the explanation as a picture. From the base value to the margin, the strongest
   * contributions first.
   */
  public String drawExplanation(String id) throws IOException, InterruptedException {
    return text(request("GET", "/candidates/" + segment(id) + "/waterfall.svg", null));
  }

  /**
   * Ask what would turn the decision. The explainer's: where it is a process of its own, this door
   * answers 307 with its address.
   */
  public Counterfactual askWhatIf(String id) throws IOException, InterruptedException {
    return read(
        request("GET", "/candidates/" + segment(id) + "/counterfactual", null),
        Counterfactual.class);
  }

  /**
   * Send the truth about a candidate. What was observed when it became known; the profile derives
   * the label from it. It answers the candidate's latest prediction unless predictionId says which.
   */
  public Accepted observeOutcome(Outcome body, String idempotencyKey)
      throws IOException, InterruptedException {
    return read(
        request("POST", "/outcomes", body, "Idempotency-Key", idempotencyKey), Accepted.class);
  }

  /** Read how far a posted array has come. In counts only. */
  public BatchProgress readBatch(String id) throws IOException, InterruptedException {
    return read(request("GET", "/batches/" + segment(id), null), BatchProgress.class);
  }

  /**
   * Watch a posted array until it is done. An event whenever the counts change; the last one says
   * done. A stream ends after ten minutes, and the client asks again.
   */
  public Stream<BatchProgress> watchBatch(String id) throws IOException, InterruptedException {
    return events(request("GET", "/batches/" + segment(id) + "/events", null), BatchProgress.class);
  }

  /**
   * Confirm, override, defer or contest a decision. It stands beside the untouched prediction and
   * in the ledger, under the name of the token.
   */
  public OversightRecorded decide(OversightRequest body, String idempotencyKey)
      throws IOException, InterruptedException {
    return read(
        request("POST", "/oversight", body, "Idempotency-Key", idempotencyKey),
        OversightRecorded.class);
  }

  /**
   * Stop a model. 202 when the order is on record; the scorer acknowledges it on the models topic,
   * and makes no prediction later than two seconds after that. Candidates are taken and wait.
   */
  public OversightRecorded stopModel(ModelOrder body, String idempotencyKey)
      throws IOException, InterruptedException {
    return read(
        request("POST", "/oversight/stop", body, "Idempotency-Key", idempotencyKey),
        OversightRecorded.class);
  }

  /** Resume a model. Takes a stop back; what waited is decided. */
  public OversightRecorded resumeModel(ModelOrder body, String idempotencyKey)
      throws IOException, InterruptedException {
    return read(
        request("POST", "/oversight/resume", body, "Idempotency-Key", idempotencyKey),
        OversightRecorded.class);
  }

  /**
   * Read what a person should look at first. Contests by their due date, then flagged decisions,
   * then the least certain.
   */
  public List<ReviewItem> readReviewQueue(Long limit) throws IOException, InterruptedException {
    return list(request("GET", "/review-queue" + query("limit", limit), null), ReviewItem.class);
  }

  /** List the use cases served here. For whoever fills in a record. */
  public List<ProfileSummary> listProfiles() throws IOException, InterruptedException {
    return list(request("GET", "/profiles", null), ProfileSummary.class);
  }

  /**
   * Read the file of a use case. Byte for byte: its SHA-256 is the digest that releases name, and
   * the ETag.
   */
  public JsonNode readProfile(String name) throws IOException, InterruptedException {
    return read(request("GET", "/profiles/" + segment(name), null), JsonNode.class);
  }

  /**
   * A person to be scored, or a past case to train on, as the HR system sent it. The protected
   * attributes are kept apart from the features and open with an access token only.
   */
  public record Candidate(
      String id,
      String purpose,
      String profile,
      Map<String, Object> attributes,
      @JsonProperty("protected") Map<String, Object> protected_,
      Provenance provenance) {}

  /** Where a candidate record comes from, as far as its sender says. */
  public record Provenance(String group, String requisition, String tenant) {}

  /**
   * What a release made of a candidate. Self-contained: the vector as used, the digest of the
   * release and the position of the candidate are inside, so that no later reader needs a join to
   * know what happened.
   */
  public record Prediction(
      String id,
      String candidateId,
      String profile,
      String model,
      String modelVersion,
      String modelDigest,
      String variant,
      SourcePosition source,
      String eventTime,
      List<Double> vector,
      Double margin,
      Double rawProbability,
      Double probability,
      Double threshold,
      Boolean positive,
      String band,
      List<String> flags) {}

  /**
   * Where a record stands in the stream. The name of the topic is the one of the contract, without
   * the prefix of an installation, so that ids and values do not depend on it.
   */
  public record SourcePosition(String topic, Long partition, Long offset) {}

  /**
   * Why a prediction came out as it did: base value plus contributions plus residual is the margin.
   */
  public record Explanation(
      String id,
      String predictionId,
      String candidateId,
      String profile,
      String model,
      String modelVersion,
      String modelDigest,
      String explainerDigest,
      SourcePosition source,
      String eventTime,
      String method,
      String coverUnit,
      Double baseValue,
      List<Contribution> contributions,
      Double margin,
      Double rawProbability,
      Double probability,
      Double residual,
      List<ExplanationReason> reasonCodes) {}

  /** What one feature added to the margin. */
  public record Contribution(String feature, Double value) {}

  /** One of the few reasons a person is told. */
  public record ExplanationReason(
      String group, List<String> features, Double contribution, String direction, String text) {}

  /**
   * What a person did: to a prediction, to a model, or to an alert. Exactly one of candidate, model
   * and alert is named, the one the action is about.
   */
  public record OversightDecision(
      String action,
      String actor,
      String reason,
      String decidedAt,
      String candidateId,
      String predictionId,
      String band,
      Double reviewSeconds,
      String model,
      String alertId,
      String silencedUntil,
      String dueAt) {}

  /** The truth about a candidate, when it becomes known. */
  public record Outcome(
      String candidateId, String predictionId, Map<String, Object> observed, String observedAt) {}

  /** What went wrong and what to do next (RFC 9457), without any value of the request. */
  public record Problem(
      String type,
      String title,
      Long status,
      String detail,
      String code,
      String next,
      String eventId) {}

  /** The broker has the record, acknowledged by all in-sync replicas. */
  public record Accepted(
      Long status, String id, String eventId, String location, Boolean repeated) {}

  /** The candidate would be accepted; it was a trial. */
  public record Valid(Long status, Boolean valid, String id) {}

  /**
   * How far a candidate has come, from the newest answers. Records stand in it as on their topics.
   */
  public record Answer(
      String id,
      String state,
      Boolean withdrawn,
      String reasonCode,
      String reason,
      List<InputRow> input,
      Prediction prediction,
      Explanation explanation,
      OversightDecision oversight) {}

  /** One feature of the input as used; protected attributes are none. */
  public record InputRow(
      String name,
      String label,
      String unit,
      Object value,
      String meaning,
      Boolean missing,
      Boolean unseen) {}

  /** Why a candidate takes part no longer. */
  public record WithdrawalReason(String reason) {}

  /** How many rows of a posted array are where; the five counts add up to rows. */
  public record BatchProgress(
      String batch,
      Long rows,
      Long refused,
      Long waiting,
      Long scored,
      Long explained,
      Long rejected,
      Boolean done) {}

  /**
   * What a person decides about a prediction. Who acts is the token's subject, and when is the
   * door's to say.
   */
  public record OversightRequest(
      String action,
      String candidateId,
      String reason,
      String predictionId,
      String band,
      Double reviewSeconds,
      String dueAt) {}

  /** Stops or resumes a model. */
  public record ModelOrder(String reason, String model) {}

  /** The broker has what the person did. */
  public record OversightRecorded(
      String eventId,
      String action,
      String actor,
      String predictionId,
      String dueAt,
      String model) {}

  /** A decision a person should look at. */
  public record ReviewItem(
      String candidateId,
      String predictionId,
      String band,
      Double probability,
      Double threshold,
      Double distance,
      String contestDueAt,
      Boolean withdrawn,
      List<String> flags,
      String location) {}

  /** A use case served here. */
  public record ProfileSummary(
      String name, String title, String description, String digest, String location) {}

  /** What a webhook says about one decision. */
  public record DecisionCall(String type, String timestamp, DecisionCallData data) {}

  /** What a webhook says about a release that changed state. */
  public record ReleaseCall(String type, String timestamp, ReleaseCallData data) {}

  /** Which release, and where it stands; who did it and why is in the ledger. */
  public record ReleaseCallData(
      String state,
      String model,
      String modelDigest,
      String modelVersion,
      String profile,
      String previousDigest,
      String reason) {}

  /** The band, and where to read the rest. */
  public record DecisionCallData(
      String candidateId,
      String predictionId,
      String model,
      String modelVersion,
      String modelDigest,
      String band,
      String location,
      List<String> flags) {}

  /** What would have to be otherwise for the other band; no advice. */
  public record Counterfactual(
      String candidateId,
      String predictionId,
      String model,
      String modelVersion,
      String modelDigest,
      String band,
      Double probability,
      String outcome,
      Boolean exhaustive,
      Long evaluations,
      List<CounterfactualOption> options,
      String caveat) {}

  /** One way to the other band, the nearest first. */
  public record CounterfactualOption(
      String band,
      Double probability,
      Double cost,
      String plausibility,
      List<CounterfactualChange> changes) {}

  /** One feature that would be otherwise. */
  public record CounterfactualChange(
      String feature, String label, String fromText, Object from, String toText, Object to) {}

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

  private <T> T read(HttpRequest request, Class<T> type) throws IOException, InterruptedException {
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
