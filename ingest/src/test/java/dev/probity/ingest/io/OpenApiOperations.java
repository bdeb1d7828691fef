// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest.io;

import static dev.probity.ingest.io.OpenApi.list;
import static dev.probity.ingest.io.OpenApi.map;
import static dev.probity.ingest.io.OpenApi.schema;

import dev.probity.ingest.Problem;
import dev.probity.topics.record.ReasonCode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What each operation of the front door is for, takes and answers. */
final class OpenApiOperations {
  private static final Map<String, Object> TEXT = Map.of("type", "string");
  private static final Problem MALFORMED =
      OpenApiExamples.problem(ReasonCode.SCHEMA, "the value is no JSON document", 400);
  private static final Problem OUT_OF_RANGE = Problem.of(OpenApiExamples.outOfRange());
  private static final Problem NOT_JSON =
      OpenApiExamples.problem(ReasonCode.SCHEMA, "the content type is not JSON", 415);
  private static final Problem LONG =
      OpenApiExamples.problem(ReasonCode.TOO_LARGE, "the body has 70000 bytes, limit 65536", 413);
  private static final Problem OTHER_DECISION =
      OpenApiExamples.problem(
          ReasonCode.DUPLICATE_EVENT,
          "Idempotency-Key: was used for another decision; use a new one",
          409);
  private static final Problem BAND =
      OpenApiExamples.problem(ReasonCode.RANGE, "/band: expected 0-45000 or 45001+", 422);

  private OpenApiOperations() {}

  static Map<String, OpenApiOperation> all() {
    Map<String, OpenApiOperation> all = new LinkedHashMap<>();
    all.put("POST /candidates", submit());
    all.put("GET /candidates/{id}", read());
    all.put("DELETE /candidates/{id}", withdraw());
    all.put("GET /candidates/{id}/waterfall.svg", waterfall());
    all.put(OpenApi.WHAT_IF, whatIf());
    all.put("POST /outcomes", observe());
    all.put("GET /batches/{id}", batch());
    all.put("GET /batches/{id}/events", watch());
    all.put("POST /oversight", decide());
    all.put("POST /oversight/stop", order("stopModel", "Stop a model", STOPS));
    all.put("POST /oversight/resume", order("resumeModel", "Resume a model", RESUMES));
    all.put("GET /review-queue", queue());
    all.put("GET /profiles", profiles());
    all.put("GET /profiles/{name}", profile());
    return all;
  }

  private static final String STOPS =
      "202 when the order is on record; the scorer acknowledges it on the models topic, and makes"
          + " no prediction later than two seconds after that. Candidates are taken and wait.";
  private static final String RESUMES = "Takes a stop back; what waited is decided.";

  private static OpenApiOperation submit() {
    return OpenApiOperation.of(
            "submitCandidates",
            "candidates",
            "Submit one candidate, or an array of up to 1,000",
            "202 once the broker has all of them. Each element of an array is answered for itself:"
                + " 207 when some are refused. A CloudEvent, binary (ce-* headers) or structured"
                + " (application/cloudevents+json), is held to the same rules.")
        .parameter(
            "query",
            "validate",
            map("type", "string", "enum", List.of("only")),
            "A trial: what would be said, and nothing is recorded or scored",
            "only")
        .idempotencyKey()
        .parameter(
            "header",
            "Prefer",
            TEXT,
            "wait=N waits up to N seconds (30 at most) for the explained answer, for callers who"
                + " may also read (RFC 7240)",
            "wait=5")
        .body(
            true,
            map("oneOf", List.of(schema("Candidate"), some("Candidate"))),
            map(
                "one",
                OpenApiExamples.candidate(),
                "array",
                List.of(OpenApiExamples.candidate(), OpenApiExamples.candidate())))
        .answers(
            200,
            "The explained answer in time (Prefer), or a trial that found nothing",
            map("oneOf", List.of(schema("Answer"), schema("Valid"), list("ElementAnswer"))),
            map("answer", OpenApiExamples.explained(), "trial", OpenApiExamples.valid()))
        .header(200, "Preference-Applied", "wait=N, when the answer was waited for")
        .answers(
            202,
            "The broker has all of them",
            map("oneOf", List.of(schema("Accepted"), list("ElementAnswer"))),
            map(
                "one",
                OpenApiExamples.accepted(),
                "array",
                List.of(OpenApiExamples.accepted(), OpenApiExamples.accepted())))
        .header(202, "Location", "Where the answer, or the progress of the array, is told")
        .answers(
            207,
            "Some of an array are refused",
            list("ElementAnswer"),
            map("some", List.of(OpenApiExamples.accepted(), OpenApiExamples.refusedElement())))
        .header(207, "Location", "Where the progress of the array is told")
        .problems(
            MALFORMED,
            Problem.validateWord(),
            Problem.brokenBody(),
            LONG,
            NOT_JSON,
            OUT_OF_RANGE,
            Problem.busy(),
            Problem.unavailable());
  }

  /** An array the door takes. */
  private static Map<String, Object> some(String name) {
    Map<String, Object> array = list(name);
    array.put("minItems", 1);
    array.put("maxItems", 1_000);
    return array;
  }

  private static OpenApiOperation read() {
    return OpenApiOperation.of(
            "readCandidate",
            "candidates",
            "Read what became of a candidate",
            "From the newest answers; older ones are the ledger's. That it was told is on record"
                + " before the answer.")
        .path("id", "The candidate", "C-1001")
        .answers(
            200,
            "How far the candidate has come",
            schema("Answer"),
            map(
                "explained",
                OpenApiExamples.explained(),
                "rejected",
                OpenApiExamples.rejected(),
                "withdrawn",
                OpenApiExamples.waiting()))
        .problems(Problem.unknown("C-1001"), Problem.unavailable());
  }

  private static OpenApiOperation withdraw() {
    return OpenApiOperation.of(
            "withdrawCandidate",
            "candidates",
            "A candidate takes part no longer",
            "What was decided stays, training leaves the candidate out, and posting the candidate"
                + " again supersedes the withdrawal.")
        .parameter("path", "id", OpenApiTexts.line(200), "The candidate", "C-1001")
        .idempotencyKey()
        .body(false, schema("WithdrawalReason"), map("said", Map.of("reason", "called us")))
        .answers(
            202,
            "The broker has the withdrawal",
            schema("Accepted"),
            map("withdrawn", OpenApiExamples.accepted()))
        .header(202, "Location", "The candidate")
        .problems(
            MALFORMED,
            LONG,
            NOT_JSON,
            OpenApiExamples.problem(ReasonCode.SCHEMA, "/reason: expected text", 422),
            Problem.busy(),
            Problem.unavailable());
  }

  private static OpenApiOperation waterfall() {
    return OpenApiOperation.of(
            "drawExplanation",
            "candidates",
            "See the explanation as a picture",
            "From the base value to the margin, the strongest contributions first.")
        .path("id", "The candidate", "C-1001")
        .answers(200, "The picture", "image/svg+xml", TEXT, map("svg", OpenApiExamples.picture()))
        .problems(Problem.unknown("C-1001"), Problem.unavailable());
  }

  private static OpenApiOperation whatIf() {
    return OpenApiOperation.of(
            "askWhatIf",
            "candidates",
            "Ask what would turn the decision",
            "The explainer's: where it is a process of its own, this door answers 307 with its"
                + " address.")
        .path("id", "The candidate", "C-1001")
        .answers(
            200,
            "The nearest changes of at most two features the profile calls mutable",
            schema("Counterfactual"),
            map("reach", OpenApiExamples.counterfactual()))
        .answers(307, "The explainer is a process of its own; ask there")
        .header(307, "Location", "The same path at the explainer")
        .problems(Problem.unknown("C-1001"), NO_REFERENCE, Problem.busy(), Problem.unavailable());
  }

  private static final Problem NO_REFERENCE =
      new Problem(
          "urn:probity:problem:no-reference",
          "The release cannot answer what-if questions",
          409,
          "Its bundle does not say where values lay in training.",
          "",
          "Train the release anew; bundles of today carry reference.json.");

  private static OpenApiOperation observe() {
    return OpenApiOperation.of(
            "observeOutcome",
            "outcomes",
            "Send the truth about a candidate",
            "What was observed when it became known; the profile derives the label from it. It"
                + " answers the candidate's latest prediction unless predictionId says which.")
        .idempotencyKey()
        .body(true, schema("Outcome"), map("wages", OpenApiExamples.outcome()))
        .answers(
            202,
            "The broker has the outcome",
            schema("Accepted"),
            map("outcome", OpenApiExamples.accepted()))
        .header(202, "Location", "The candidate")
        .problems(
            MALFORMED,
            Problem.brokenBody(),
            LONG,
            NOT_JSON,
            OpenApiExamples.problem(ReasonCode.SCHEMA, "/observed: expected 1 to 512 fields", 422),
            Problem.busy(),
            Problem.unavailable());
  }

  private static OpenApiOperation batch() {
    return OpenApiOperation.of(
            "readBatch", "batches", "Read how far a posted array has come", "In counts only.")
        .path("id", "The batch, from Location", "9b2f1c1e-7a1a-4f0e-9d5e-0c1d2e3f4a5b")
        .answers(
            200,
            "The counts as they stand",
            schema("BatchProgress"),
            map(
                "underway",
                OpenApiExamples.progress(false),
                "done",
                OpenApiExamples.progress(true)))
        .problems(Problem.unknownBatch());
  }

  private static OpenApiOperation watch() {
    Map<String, Object> stream =
        map(
            "type",
            "string",
            "description",
            "Server-sent events named progress; the data of each is a BatchProgress",
            "x-probity-event",
            "BatchProgress");
    return OpenApiOperation.of(
            "watchBatch",
            "batches",
            "Watch a posted array until it is done",
            "An event whenever the counts change; the last one says done. A stream ends after ten"
                + " minutes, and the client asks again.")
        .path("id", "The batch, from Location", "9b2f1c1e-7a1a-4f0e-9d5e-0c1d2e3f4a5b")
        .answers(
            200,
            "The counts as they move",
            "text/event-stream",
            stream,
            map("last", OpenApiExamples.events()))
        .problems(Problem.unknownBatch(), Problem.watched(100));
  }

  private static OpenApiOperation decide() {
    return OpenApiOperation.of(
            "decide",
            "oversight",
            "Confirm, override, defer or contest a decision",
            "It stands beside the untouched prediction and in the ledger, under the name of the"
                + " token.")
        .idempotencyKey()
        .body(true, schema("OversightRequest"), map("override", OpenApiExamples.decision()))
        .answers(
            202,
            "The broker has it",
            schema("OversightRecorded"),
            map("overridden", OpenApiExamples.decided()))
        .problems(
            MALFORMED,
            Problem.unknown("C-1001"),
            OTHER_DECISION,
            LONG,
            BAND,
            Problem.unavailable());
  }

  private static OpenApiOperation order(String id, String summary, String description) {
    return OpenApiOperation.of(id, "oversight", summary, description)
        .idempotencyKey()
        .body(true, schema("ModelOrder"), map("why", Map.of("reason", "drift is looked into")))
        .answers(
            202,
            "The order is on record",
            schema("OversightRecorded"),
            map("ordered", OpenApiExamples.halted()))
        .problems(
            MALFORMED,
            OTHER_DECISION,
            LONG,
            OpenApiExamples.problem(ReasonCode.SCHEMA, "/reason: expected text", 422),
            Problem.unavailable());
  }

  private static OpenApiOperation queue() {
    return OpenApiOperation.of(
            "readReviewQueue",
            "oversight",
            "Read what a person should look at first",
            "Contests by their due date, then flagged decisions, then the least certain.")
        .parameter(
            "query",
            "limit",
            map("type", "integer", "minimum", 1, "maximum", 200, "default", 20),
            "How many at most",
            20)
        .answers(
            200,
            "Decisions nobody confirmed or overrode",
            list("ReviewItem"),
            map("one", OpenApiExamples.queue()))
        .problems(Problem.limit(200), Problem.unavailable());
  }

  private static OpenApiOperation profiles() {
    return OpenApiOperation.of(
            "listProfiles",
            "profiles",
            "List the use cases served here",
            "For whoever fills in a" + " record.")
        .answers(
            200, "The use cases", list("ProfileSummary"), map("one", OpenApiExamples.profiles()));
  }

  private static OpenApiOperation profile() {
    return OpenApiOperation.of(
            "readProfile",
            "profiles",
            "Read the file of a use case",
            "Byte for byte: its SHA-256 is the digest that releases name, and the ETag.")
        .path("name", "The use case", "acs-salary")
        .answers(
            200,
            "Features, protected attributes, target, fairness policy and promotion gate",
            map("type", "object"),
            map("head", Map.of("name", "acs-salary")))
        .header(200, "ETag", "The SHA-256 of the file")
        .problems(Problem.unknownProfile());
  }

  static Map<String, Object> webhook() {
    return OpenApiOperation.of(
            "tellDecision",
            "webhooks",
            "A decision was made",
            "What the address of probity.ingest.webhook.url is told, at least once and in the order"
                + " of its candidate. Any 2xx takes it; no answer, 408, 425, 429 and 5xx are tried"
                + " again, any other status refuses it for good.")
        .signed("The prediction id; who has seen it drops it", ID)
        .body(true, schema("DecisionCall"), map("scored", OpenApiExamples.call()))
        .answers(204, "Taken")
        .webhook();
  }

  static Map<String, Object> releaseWebhook() {
    return OpenApiOperation.of(
            "tellRelease",
            "webhooks",
            "A release changed state",
            "What each address of probity.ingest.release-webhook.urls is told, at least once and in"
                + " the order of its model. Any 2xx takes it; no answer, 408, 425, 429 and 5xx are"
                + " tried again, any other status refuses it for good.")
        .signed("The same change has the same id; who has seen it drops it", ID)
        .body(true, schema("ReleaseCall"), map("promoted", OpenApiExamples.releaseCall()))
        .answers(204, "Taken")
        .webhook();
  }

  private static final String ID =
      "f77453ec08679769526cf6568be9d65f9003f0ec2e002b16d49969e06375774e";
}
