// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest.io;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.probity.ingest.Answer;
import dev.probity.ingest.Preference;
import dev.probity.ingest.Problem;
import dev.probity.topics.Roles;
import dev.probity.topics.Trace;
import io.smallrye.common.annotation.Blocking;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The HTTP door: candidates in, answers out. */
@Path("/candidates")
@Produces({MediaType.APPLICATION_JSON, CandidateResource.PROBLEM})
public final class CandidateResource {
  static final String PROBLEM = "application/problem+json";

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final IngestService service;

  /** Built by the wiring. */
  public CandidateResource(IngestService service) {
    this.service = service;
  }

  /**
   * Takes one candidate, or an array of which every element is answered for itself. Answers 202
   * once the broker has all of them, 207 when some were refused. {@code Prefer: wait=N} (RFC 7240)
   * of a caller who may also read waits up to N seconds for the explained answer. {@code
   * validate=only} says what would be said, and does nothing.
   */
  @POST
  @RolesAllowed(Roles.PUBLISHER)
  @Blocking
  @Consumes({MediaType.APPLICATION_JSON, MediaType.WILDCARD})
  public Response submit(
      InputStream body,
      @QueryParam("validate") @Nullable String validate,
      @Context HttpHeaders headers,
      @Context SecurityContext caller,
      @Context RoutingContext routing) {
    if (validate != null && !validate.equals("only")) {
      return problem(Problem.validateWord());
    }
    byte[] bytes;
    try {
      bytes = service.read(body);
    } catch (IOException ended) {
      return problem(Problem.brokenBody());
    }
    if (service.isTooLong(bytes.length)) {
      OversizeGuard.closeAfterAnswer(routing);
    }
    Submission submission = submission(bytes, headers);
    if (validate != null) {
      return response(service.validate(submission));
    }
    // Waits on its worker thread, bounded by the channel's delivery time-out of two seconds.
    SubmissionAnswer answer = service.submit(submission).toCompletableFuture().join();
    Duration patience = Preference.wait(headers.getRequestHeader("Prefer"));
    boolean mayRead = caller.isUserInRole(Roles.RECRUITER) || caller.isUserInRole(Roles.AUDITOR);
    return mayRead
            && !patience.isZero()
            && answer instanceof SubmissionAnswer.Single(ElementAnswer.Accepted accepted)
        ? awaited(accepted, patience, Callers.subject(caller))
        : response(answer);
  }

  static Submission submission(byte[] body, HttpHeaders headers) {
    String traceParent = headers.getHeaderString("traceparent");
    return new Submission(
        body, headers.getRequestHeaders(), new Trace(traceParent, null, traceParent));
  }

  /**
   * A candidate takes part no longer; 202 once the broker has it. What was decided stays as it is,
   * the candidate is left out of training, and takes part again when posted again. The body may
   * give a reason: {@code {"reason": "…"}}.
   */
  @DELETE
  @Path("/{id}")
  @RolesAllowed(Roles.PUBLISHER)
  @Blocking
  @Consumes({MediaType.APPLICATION_JSON, MediaType.WILDCARD})
  public Response withdraw(
      @PathParam("id") String id, byte @Nullable [] body, @Context HttpHeaders headers) {
    byte[] said = body == null ? new byte[0] : body;
    return response(service.withdraw(id, submission(said, headers)).toCompletableFuture().join());
  }

  /** The answer itself when it is there in time, else where it will be. */
  private Response awaited(ElementAnswer.Accepted accepted, Duration patience, String actor) {
    Answer answer;
    try {
      answer = service.await(accepted.id(), patience, actor);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return single(accepted);
    }
    if (answer == null) {
      return single(accepted);
    }
    return service.recordRead(actor, accepted.id(), "POST /candidates").toCompletableFuture().join()
        ? Response.ok(json(accepted.id(), answer), MediaType.APPLICATION_JSON)
            .header("Location", "/candidates/" + accepted.id())
            .header("Preference-Applied", "wait=" + patience.toSeconds())
            .build()
        : single(accepted);
  }

  /** The explanation as a picture; that it was shown is on record first. */
  @GET
  @Path("/{id}/waterfall.svg")
  @Produces({"image/svg+xml", PROBLEM})
  @RolesAllowed({Roles.RECRUITER, Roles.AUDITOR})
  @Blocking
  public Response waterfall(@PathParam("id") String id, @Context SecurityContext caller) {
    String picture = service.waterfall(id, Callers.requisitions(caller));
    if (picture == null) {
      return problem(Problem.unknown(id));
    }
    String asked = "GET /candidates/{id}/waterfall.svg";
    return service.recordRead(Callers.subject(caller), id, asked).toCompletableFuture().join()
        ? Response.ok(picture, "image/svg+xml").build()
        : unavailable();
  }

  /** What became of a candidate, from the newest answers; that it was told is on record first. */
  @GET
  @Path("/{id}")
  @RolesAllowed({Roles.RECRUITER, Roles.AUDITOR})
  @Blocking
  public Response answer(@PathParam("id") String id, @Context SecurityContext caller) {
    Answer answer = service.answer(id, Callers.requisitions(caller));
    if (answer == null) {
      return problem(Problem.unknown(id));
    }
    if (!service
        .recordRead(Callers.subject(caller), id, IngestService.CANDIDATE)
        .toCompletableFuture()
        .join()) {
      return unavailable();
    }
    return Response.ok(json(id, answer), MediaType.APPLICATION_JSON).build();
  }

  private String json(String id, Answer answer) {
    return AnswerJson.of(id, answer, service.isWithdrawn(id), service.profiles());
  }

  static Response response(SubmissionAnswer answer) {
    return switch (answer) {
      case SubmissionAnswer.Busy busy ->
          Response.fromResponse(problem(Problem.busy())).header("Retry-After", "1").build();
      case SubmissionAnswer.Single single -> single(single.element());
      case SubmissionAnswer.Batch batch -> batch(batch);
    };
  }

  private static Response single(ElementAnswer element) {
    return switch (element) {
      case ElementAnswer.Accepted accepted ->
          Response.status(202)
              .header("Location", "/candidates/" + accepted.id())
              .header("ce-specversion", "1.0")
              .type(MediaType.APPLICATION_JSON)
              .entity(node(accepted).toString())
              .build();
      case ElementAnswer.Refused refused -> problem(Problem.of(refused.refusal()));
      case ElementAnswer.Faulty faulty -> problem(Problem.ofTrial(faulty.refusal()));
      case ElementAnswer.Valid valid ->
          Response.ok(node(valid).toString(), MediaType.APPLICATION_JSON).build();
      case ElementAnswer.Unavailable away -> unavailable();
    };
  }

  static Response unavailable() {
    return Response.fromResponse(problem(Problem.unavailable())).header("Retry-After", "2").build();
  }

  private static Response batch(SubmissionAnswer.Batch batch) {
    List<ElementAnswer> elements = batch.elements();
    int good = batch.id() == null ? 200 : 202;
    boolean allIn = elements.stream().allMatch(one -> one.status() == good);
    boolean away = elements.stream().allMatch(one -> one.status() == 503);
    if (away) {
      return single(elements.get(0));
    }
    ArrayNode answers = JSON.arrayNode(elements.size());
    elements.forEach(one -> answers.add(node(one)));
    Response.ResponseBuilder answer =
        Response.status(allIn ? good : 207)
            .type(MediaType.APPLICATION_JSON)
            .entity(answers.toString());
    if (batch.id() != null) {
      answer.header("Location", "/batches/" + batch.id());
    }
    return answer.build();
  }

  static JsonNode node(ElementAnswer element) {
    return switch (element) {
      case ElementAnswer.Accepted accepted ->
          JSON.objectNode()
              .put("status", 202)
              .put("id", accepted.id())
              .put("eventId", accepted.eventId())
              .put("location", "/candidates/" + accepted.id())
              .put("repeated", accepted.repeated());
      case ElementAnswer.Refused refused ->
          node(Problem.of(refused.refusal())).put("eventId", refused.eventId());
      case ElementAnswer.Faulty faulty -> node(Problem.ofTrial(faulty.refusal()));
      case ElementAnswer.Valid valid ->
          JSON.objectNode().put("status", 200).put("valid", true).put("id", valid.id());
      case ElementAnswer.Unavailable unavailable -> node(Problem.unavailable());
    };
  }

  static Response problem(Problem problem) {
    return Response.status(problem.status()).type(PROBLEM).entity(node(problem).toString()).build();
  }

  static ObjectNode node(Problem problem) {
    ObjectNode node =
        JSON.objectNode()
            .put("type", problem.type())
            .put("title", problem.title())
            .put("status", problem.status())
            .put("detail", problem.detail());
    if (!problem.code().isEmpty()) {
      node.put("code", problem.code());
    }
    return node.put("next", problem.next());
  }
}
