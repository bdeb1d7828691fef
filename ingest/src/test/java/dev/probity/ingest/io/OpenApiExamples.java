// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest.io;

import static dev.probity.ingest.io.OpenApi.json;
import static dev.probity.ingest.io.OpenApi.map;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.probity.ingest.Answer;
import dev.probity.ingest.BatchBook.Progress;
import dev.probity.ingest.DecisionCall;
import dev.probity.ingest.IntakeResult;
import dev.probity.ingest.Problem;
import dev.probity.ingest.Received;
import dev.probity.ingest.ReleaseCall;
import dev.probity.ingest.ReviewQueue;
import dev.probity.ingest.Waterfall;
import dev.probity.ingest.io.OversightDoor.Said;
import dev.probity.topics.Candidates;
import dev.probity.topics.Explanations;
import dev.probity.topics.ModelReleases;
import dev.probity.topics.Outcomes;
import dev.probity.topics.OversightDecisions;
import dev.probity.topics.Predictions;
import dev.probity.topics.Topics;
import dev.probity.topics.io.ProfileFiles;
import dev.probity.topics.profile.Profile;
import dev.probity.topics.record.OversightDecision;
import dev.probity.topics.record.ReasonCode;
import dev.probity.topics.record.Stage;
import dev.probity.topics.value.Bytes;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Examples of what is sent and answered, made by the code that answers wherever it can. */
final class OpenApiExamples {
  private static final Profile PROFILE = ProfileFiles.load("acs-salary");
  private static final String BATCH = "9b2f1c1e-7a1a-4f0e-9d5e-0c1d2e3f4a5b";
  private static final byte[] CANDIDATE = Topics.CANDIDATES.codec().encode(Candidates.example());
  private static final byte[] PREDICTION = Topics.PREDICTIONS.codec().encode(Predictions.example());
  private static final byte[] EXPLANATION =
      Topics.EXPLANATIONS.codec().encode(Explanations.example());

  private OpenApiExamples() {}

  static Object candidate() {
    return json(new String(CANDIDATE, UTF_8));
  }

  static Object outcome() {
    return json(new String(Topics.OUTCOMES.codec().encode(Outcomes.example()), UTF_8));
  }

  static Object accepted() {
    return node(new ElementAnswer.Accepted("C-1001", "5f0c2f52-0001", false));
  }

  static Object valid() {
    return node(new ElementAnswer.Valid("C-1001"));
  }

  static Object refusedElement() {
    return node(new ElementAnswer.Refused(outOfRange(), "5f0c2f52-0001#1"));
  }

  private static Object node(ElementAnswer answer) {
    return json(CandidateResource.node(answer).toString());
  }

  static Object explained() {
    Answer answer = Answer.ACCEPTED;
    answer = answer.received(new Received(Predictions.example().source(), bytes(CANDIDATE)));
    answer = answer.scored(bytes(PREDICTION)).explained(bytes(EXPLANATION));
    return json(AnswerJson.of("C-1001", answer, false, List.of(PROFILE)));
  }

  static Object rejected() {
    Answer answer = Answer.ACCEPTED.refused(ReasonCode.RANGE, outOfRange().reason());
    return json(AnswerJson.of("C-1002", answer, false, List.of(PROFILE)));
  }

  static Object waiting() {
    return json(AnswerJson.of("C-1003", Answer.ACCEPTED, true, List.of(PROFILE)));
  }

  static String picture() {
    return Waterfall.svg(Explanations.example(), PROFILE).lines().findFirst().orElseThrow();
  }

  static Object progress(boolean done) {
    return json(BatchResource.json(BATCH, new Progress(3, 1, 0, done ? 0 : 1, done ? 2 : 1, 0)));
  }

  /** As the stream says it. */
  static String events() {
    return "event:progress\ndata:"
        + BatchResource.json(BATCH, new Progress(3, 1, 0, 0, 2, 0))
        + "\n\n";
  }

  static Object decision() {
    return map(
        "action",
        "overridden",
        "candidateId",
        "C-1001",
        "reason",
        "certificate was not in the record",
        "band",
        "0-45000",
        "reviewSeconds",
        42.5);
  }

  static Object recorded(OversightDecision decision) {
    Said said = new Said.Recorded(decision, "5f0c2f52-0002");
    return json(Objects.requireNonNull(OversightResource.response(said).getEntity()).toString());
  }

  static Object decided() {
    return recorded(OversightDecisions.example());
  }

  static Object halted() {
    return recorded(OversightDecisions.halted("probity-acs-salary"));
  }

  static Object queue() {
    ReviewQueue.Item item = new ReviewQueue.Item(Predictions.example(), Candidates.TIME);
    return List.of(json(OversightResource.node(item, false).toString()));
  }

  static Object profiles() {
    return List.of(
        map(
            "name",
            PROFILE.name(),
            "title",
            PROFILE.title(),
            "description",
            PROFILE.description(),
            "digest",
            PROFILE.digest(),
            "location",
            "/profiles/" + PROFILE.name()));
  }

  static Object call() {
    DecisionCall call = Objects.requireNonNull(DecisionCall.of(PREDICTION));
    return json(new String(call.body().toArray(), UTF_8));
  }

  static Object releaseCall() {
    byte[] record = Topics.MODELS.codec().encode(ModelReleases.example());
    ReleaseCall call = Objects.requireNonNull(ReleaseCall.ofRelease(record));
    return json(new String(call.body().toArray(), UTF_8));
  }

  static Object counterfactual() {
    Map<String, Object> change =
        map("feature", "WKHP", "label", "Usual hours worked per week", "fromText", "40");
    change.putAll(map("from", 40, "toText", "45", "to", 45));
    Map<String, Object> option = map("band", "0-45000", "probability", 0.61, "cost", 0.4);
    option.putAll(map("plausibility", "common", "changes", List.of(change)));
    Map<String, Object> answer = map("candidateId", "C-1001");
    answer.put("predictionId", Predictions.example().id());
    answer.putAll(map("model", "probity-acs-salary", "modelVersion", "v3"));
    answer.putAll(map("modelDigest", Predictions.DIGEST, "band", "45001+", "probability", 0.2875));
    answer.putAll(map("outcome", "within-reach", "exhaustive", true, "evaluations", 1_240));
    answer.putAll(
        map("options", List.of(option), "caveat", "What would turn the model's decision."));
    return answer;
  }

  static IntakeResult.Refused outOfRange() {
    return refusal(ReasonCode.RANGE, "/attributes/AGEP: expected 17 to 99", 422);
  }

  static Problem problem(ReasonCode code, String reason, int status) {
    return Problem.of(refusal(code, reason, status));
  }

  private static IntakeResult.Refused refusal(ReasonCode code, String reason, int status) {
    return new IntakeResult.Refused(code, Stage.VALIDATE, reason, status);
  }

  private static Bytes bytes(byte[] record) {
    return Bytes.copyOf(record);
  }
}
