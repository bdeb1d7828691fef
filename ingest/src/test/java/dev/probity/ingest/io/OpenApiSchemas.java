// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest.io;

import static dev.probity.ingest.io.OpenApi.json;
import static dev.probity.ingest.io.OpenApi.list;
import static dev.probity.ingest.io.OpenApi.map;
import static dev.probity.ingest.io.OpenApi.object;
import static dev.probity.ingest.io.OpenApi.schema;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.probity.topics.Topics;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The schemas of the OpenAPI document: records as on the topics, and what only this door says. */
final class OpenApiSchemas {
  private static final Map<String, Object> TEXT = Map.of("type", "string");
  private static final Map<String, Object> COUNT = map("type", "integer", "minimum", 0);
  private static final Map<String, Object> NUMBER = Map.of("type", "number");
  private static final Map<String, Object> TRUTH = Map.of("type", "boolean");
  private static final Map<String, Object> TEXTS = map("type", "array", "items", TEXT);
  private static final Map<String, Object> TIME = map("type", "string", "format", "date-time");
  private static final Map<String, Object> RATIO =
      map("type", "number", "minimum", 0, "maximum", 1);
  private static final Map<String, Object> VALUE =
      map("type", List.of("number", "string", "null"), "description", "null when it is missing");

  private OpenApiSchemas() {}

  static Map<String, Object> all() {
    Map<String, Object> all = new LinkedHashMap<>();
    for (String record :
        List.of("candidate", "prediction", "explanation", "oversight-decision", "outcome")) {
      record(all, record);
    }
    for (String sent : List.of("Candidate", "Provenance", "Outcome")) {
      all.put(sent, OpenApiTexts.strict(object(all.get(sent))));
    }
    // Over HTTP the door makes the id of a candidate that comes without one.
    Map<String, Object> candidate = object(all.get("Candidate"));
    List<Object> required = new ArrayList<>((List<?>) candidate.get("required"));
    required.remove("id");
    candidate.put("required", required);
    problems(all);
    answers(all);
    batches(all);
    oversight(all);
    profiles(all);
    whatIf(all);
    return all;
  }

  /** The schema of a record, its parts beside it. */
  private static void record(Map<String, Object> all, String name) {
    Map<String, Object> schema =
        object(json(text(name).replace("#/$defs/", "#/components/schemas/")));
    schema.remove("$schema");
    schema.remove("$id");
    Object parts = schema.remove("$defs");
    all.put(schema.get("title").toString(), schema);
    if (parts != null) {
      object(parts).forEach(all::putIfAbsent);
    }
  }

  private static String text(String name) {
    String resource = "schemas/" + name + ".v1.schema.json";
    try (InputStream in =
        Objects.requireNonNull(Topics.class.getResourceAsStream(resource), resource)) {
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, Object> open(
      String description, List<String> required, Object... properties) {
    return map(
        "description",
        description,
        "type",
        "object",
        "properties",
        map(properties),
        "required",
        required);
  }

  private static void problems(Map<String, Object> all) {
    all.put(
        "Problem",
        open(
            "What went wrong and what to do next (RFC 9457), without any value of the request.",
            List.of("type", "title", "status", "detail", "next"),
            "type",
            map("type", "string", "description", "A URN that names the kind of problem"),
            "title",
            TEXT,
            "status",
            map("type", "integer", "minimum", 400, "maximum", 599),
            "detail",
            map("type", "string", "description", "What and where, by JSON pointer"),
            "code",
            map("type", "string", "description", "The coded reason, when a record is refused"),
            "next",
            map("type", "string", "description", "What the sender should do"),
            "eventId",
            map("type", "string", "description", "In the answers to an array: the refused event")));
  }

  private static void answers(Map<String, Object> all) {
    all.put(
        "Accepted",
        open(
            "The broker has the record, acknowledged by all in-sync replicas.",
            List.of("status", "id", "eventId", "location", "repeated"),
            "status",
            map("type", "integer", "enum", List.of(202)),
            "id",
            map("type", "string", "description", "The candidate"),
            "eventId",
            map("type", "string", "description", "The event, the Idempotency-Key if one was sent"),
            "location",
            map("type", "string", "description", "Where the answer is or will be"),
            "repeated",
            map("type", "boolean", "description", "Whether the event was accepted before")));
    all.put(
        "Valid",
        open(
            "The candidate would be accepted; it was a trial.",
            List.of("status", "valid", "id"),
            "status",
            map("type", "integer", "enum", List.of(200)),
            "valid",
            TRUTH,
            "id",
            map("type", List.of("string", "null"), "description", "null when one would be made")));
    all.put(
        "ElementAnswer",
        map(
            "description",
            "The answer to one element of an array.",
            "oneOf",
            List.of(schema("Accepted"), schema("Valid"), schema("Problem"))));
    all.put(
        "Answer",
        open(
            "How far a candidate has come, from the newest answers. Records stand in it as on"
                + " their topics.",
            List.of("id", "state"),
            "id",
            TEXT,
            "state",
            map("type", "string", "enum", List.of("accepted", "scored", "explained", "rejected")),
            "withdrawn",
            TRUTH,
            "reasonCode",
            map("type", "string", "description", "Why it was rejected after acceptance, coded"),
            "reason",
            TEXT,
            "input",
            list("InputRow"),
            "prediction",
            schema("Prediction"),
            "explanation",
            schema("Explanation"),
            "oversight",
            schema("OversightDecision")));
    all.put(
        "InputRow",
        open(
            "One feature of the input as used; protected attributes are none.",
            List.of("name", "label", "unit", "value", "missing", "unseen"),
            "name",
            TEXT,
            "label",
            TEXT,
            "unit",
            TEXT,
            "value",
            VALUE,
            "meaning",
            map("type", "string", "description", "The label of a code"),
            "missing",
            TRUTH,
            "unseen",
            map("type", "boolean", "description", "The release did not know the code")));
    all.put(
        "WithdrawalReason",
        map(
            "description",
            "Why a candidate takes part no longer.",
            "type",
            "object",
            "properties",
            map("reason", OpenApiTexts.prose()),
            "required",
            List.of("reason"),
            "additionalProperties",
            false));
  }

  private static void batches(Map<String, Object> all) {
    all.put(
        "BatchProgress",
        open(
            "How many rows of a posted array are where; the five counts add up to rows.",
            List.of(
                "batch", "rows", "refused", "waiting", "scored", "explained", "rejected", "done"),
            "batch",
            TEXT,
            "rows",
            COUNT,
            "refused",
            COUNT,
            "waiting",
            COUNT,
            "scored",
            COUNT,
            "explained",
            COUNT,
            "rejected",
            COUNT,
            "done",
            TRUTH));
  }

  private static void oversight(Map<String, Object> all) {
    all.put(
        "OversightRequest",
        map(
            "description",
            "What a person decides about a prediction. Who acts is the token's subject, and when is"
                + " the door's to say.",
            "type",
            "object",
            "properties",
            map(
                "action",
                map(
                    "type",
                    "string",
                    "enum",
                    List.of("confirmed", "overridden", "deferred", "contested")),
                "candidateId",
                OpenApiTexts.line(1024),
                "reason",
                OpenApiTexts.prose(),
                "predictionId",
                map(
                    "type",
                    "string",
                    "pattern",
                    "^[0-9a-f]{64}$",
                    "description",
                    "The newest one when it is not said"),
                "band",
                map("type", "string", "description", "The band the person chose, if overridden"),
                "reviewSeconds",
                map("type", "number", "minimum", 0),
                "dueAt",
                TIME),
            "required",
            List.of("action", "candidateId", "reason"),
            "additionalProperties",
            false));
    all.put(
        "ModelOrder",
        map(
            "description",
            "Stops or resumes a model.",
            "type",
            "object",
            "properties",
            map(
                "reason",
                OpenApiTexts.prose(),
                "model",
                map(
                    "type",
                    "string",
                    "pattern",
                    OpenApiTexts.LINE,
                    "description",
                    "The model of the first profile if not said")),
            "required",
            List.of("reason"),
            "additionalProperties",
            false));
    all.put(
        "OversightRecorded",
        open(
            "The broker has what the person did.",
            List.of("eventId", "action", "actor"),
            "eventId",
            TEXT,
            "action",
            TEXT,
            "actor",
            TEXT,
            "predictionId",
            TEXT,
            "dueAt",
            TIME,
            "model",
            TEXT));
    all.put(
        "ReviewItem",
        open(
            "A decision a person should look at.",
            List.of(
                "candidateId",
                "predictionId",
                "band",
                "probability",
                "threshold",
                "distance",
                "flags",
                "location"),
            "candidateId",
            TEXT,
            "predictionId",
            TEXT,
            "band",
            TEXT,
            "probability",
            RATIO,
            "threshold",
            RATIO,
            "distance",
            map("type", "number", "description", "How far the probability is off the threshold"),
            "contestDueAt",
            TIME,
            "withdrawn",
            TRUTH,
            "flags",
            TEXTS,
            "location",
            TEXT));
  }

  private static void profiles(Map<String, Object> all) {
    all.put(
        "ProfileSummary",
        open(
            "A use case served here.",
            List.of("name", "title", "description", "digest", "location"),
            "name",
            TEXT,
            "title",
            TEXT,
            "description",
            TEXT,
            "digest",
            map("type", "string", "description", "SHA-256 of the file at location"),
            "location",
            TEXT));
    all.put(
        "DecisionCall",
        open(
            "What a webhook says about one decision.",
            List.of("type", "timestamp", "data"),
            "type",
            TEXT,
            "timestamp",
            TIME,
            "data",
            schema("DecisionCallData")));
    all.put(
        "ReleaseCall",
        open(
            "What a webhook says about a release that changed state.",
            List.of("type", "timestamp", "data"),
            "type",
            TEXT,
            "timestamp",
            TIME,
            "data",
            schema("ReleaseCallData")));
    all.put(
        "ReleaseCallData",
        open(
            "Which release, and where it stands; who did it and why is in the ledger.",
            List.of("state", "model", "modelDigest"),
            "state",
            map(
                "type",
                "string",
                "description",
                "registered, approved, challenger, champion, rolled-back, retired, refused"),
            "model",
            TEXT,
            "modelDigest",
            TEXT,
            "modelVersion",
            TEXT,
            "profile",
            TEXT,
            "previousDigest",
            map("type", List.of("string", "null"), "description", "What it took the place of"),
            "reason",
            map("type", "string", "description", "Why it was refused")));
    all.put(
        "DecisionCallData",
        open(
            "The band, and where to read the rest.",
            List.of(
                "candidateId",
                "predictionId",
                "model",
                "modelVersion",
                "modelDigest",
                "band",
                "location",
                "flags"),
            "candidateId",
            TEXT,
            "predictionId",
            TEXT,
            "model",
            TEXT,
            "modelVersion",
            TEXT,
            "modelDigest",
            TEXT,
            "band",
            TEXT,
            "location",
            TEXT,
            "flags",
            TEXTS));
  }

  private static void whatIf(Map<String, Object> all) {
    all.put(
        "Counterfactual",
        open(
            "What would have to be otherwise for the other band; no advice.",
            List.of("candidateId", "predictionId", "outcome", "exhaustive", "options", "caveat"),
            "candidateId",
            TEXT,
            "predictionId",
            TEXT,
            "model",
            TEXT,
            "modelVersion",
            TEXT,
            "modelDigest",
            TEXT,
            "band",
            TEXT,
            "probability",
            RATIO,
            "outcome",
            map("type", "string", "enum", List.of("within-reach", "none-within-reach")),
            "exhaustive",
            TRUTH,
            "evaluations",
            COUNT,
            "options",
            list("CounterfactualOption"),
            "caveat",
            TEXT));
    all.put(
        "CounterfactualOption",
        open(
            "One way to the other band, the nearest first.",
            List.of("band", "probability", "cost", "plausibility", "changes"),
            "band",
            TEXT,
            "probability",
            RATIO,
            "cost",
            NUMBER,
            "plausibility",
            TEXT,
            "changes",
            list("CounterfactualChange")));
    all.put(
        "CounterfactualChange",
        open(
            "One feature that would be otherwise.",
            List.of("feature", "label", "fromText", "from", "toText", "to"),
            "feature",
            TEXT,
            "label",
            TEXT,
            "fromText",
            TEXT,
            "from",
            VALUE,
            "toText",
            TEXT,
            "to",
            VALUE));
  }
}
