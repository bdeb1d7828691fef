// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest.io;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.probity.ingest.OversightIntake.Order;
import dev.probity.ingest.Problem;
import dev.probity.ingest.ReviewQueue;
import dev.probity.ingest.io.OversightDoor.Said;
import dev.probity.topics.Requisitions;
import dev.probity.topics.Roles;
import dev.probity.topics.record.Prediction;
import dev.probity.topics.value.Rfc3339;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The HTTP door for people: what they decide, what they stop, what they should look at. */
@Path("/")
@Produces({MediaType.APPLICATION_JSON, CandidateResource.PROBLEM})
public final class OversightResource {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final int MOST_ROWS = 200;

  private final IngestService service;

  /** Built by the wiring. */
  public OversightResource(IngestService service) {
    this.service = service;
  }

  /** Confirms, overrides, defers or contests a decision; the prediction itself stays untouched. */
  @POST
  @Path("oversight")
  @RolesAllowed(Roles.RECRUITER)
  @Blocking
  @Consumes({MediaType.APPLICATION_JSON, MediaType.WILDCARD})
  public Response decide(
      byte[] body,
      @HeaderParam("Idempotency-Key") @Nullable String key,
      @Context SecurityContext caller) {
    Requisitions reach = Callers.requisitions(caller);
    return response(
        service
            .oversight()
            .decide(body, Callers.subject(caller), key, id -> service.answer(id, reach) != null)
            .toCompletableFuture()
            .join());
  }

  /**
   * Stops a model. Answers 202 when the order is on record; the scorer acknowledges it on the
   * models topic, and makes no prediction later than two seconds after that.
   */
  @POST
  @Path("oversight/stop")
  @RolesAllowed(Roles.OPERATOR)
  @Blocking
  @Consumes({MediaType.APPLICATION_JSON, MediaType.WILDCARD})
  public Response stop(
      byte[] body,
      @HeaderParam("Idempotency-Key") @Nullable String key,
      @Context SecurityContext caller) {
    return order(body, Order.HALTED, key, caller);
  }

  /** Takes a stop back. */
  @POST
  @Path("oversight/resume")
  @RolesAllowed(Roles.OPERATOR)
  @Blocking
  @Consumes({MediaType.APPLICATION_JSON, MediaType.WILDCARD})
  public Response resume(
      byte[] body,
      @HeaderParam("Idempotency-Key") @Nullable String key,
      @Context SecurityContext caller) {
    return order(body, Order.RESUMED, key, caller);
  }

  private Response order(byte[] body, Order order, @Nullable String key, SecurityContext caller) {
    return response(
        service
            .oversight()
            .order(body, order, Callers.subject(caller), key)
            .toCompletableFuture()
            .join());
  }

  /**
   * Decisions nobody has looked at yet, the least certain first; that they were shown is on record
   * before they are.
   */
  @GET
  @Path("review-queue")
  @RolesAllowed(Roles.RECRUITER)
  @Blocking
  public Response queue(
      @QueryParam("limit") @DefaultValue("20") String rows, @Context SecurityContext caller) {
    int limit = rows.matches("\\d{1,4}") ? Integer.parseInt(rows) : 0;
    if (limit < 1 || limit > MOST_ROWS) {
      return CandidateResource.problem(Problem.limit(MOST_ROWS));
    }
    List<ReviewQueue.Item> first = service.reviewQueue(limit, Callers.requisitions(caller));
    String actor = Callers.subject(caller);
    boolean recorded =
        first.stream()
            .map(
                one ->
                    service.recordRead(actor, one.prediction().candidateId(), "GET /review-queue"))
            .toList()
            .stream()
            .allMatch(one -> one.toCompletableFuture().join());
    if (!recorded) {
      return CandidateResource.unavailable();
    }
    ArrayNode list = JSON.arrayNode(first.size());
    first.forEach(one -> list.add(node(one, service.isWithdrawn(one.prediction().candidateId()))));
    return Response.ok(list.toString(), MediaType.APPLICATION_JSON).build();
  }

  static ObjectNode node(ReviewQueue.Item item, boolean withdrawn) {
    Prediction one = item.prediction();
    ObjectNode node =
        JSON.objectNode()
            .put("candidateId", one.candidateId())
            .put("predictionId", one.id())
            .put("band", one.band())
            .put("probability", one.probability())
            .put("threshold", one.threshold())
            .put("distance", ReviewQueue.distance(one));
    if (item.dueAt() != null) {
      node.put("contestDueAt", Rfc3339.format(item.dueAt()));
    }
    if (withdrawn) {
      node.put("withdrawn", true);
    }
    ArrayNode flags = node.putArray("flags");
    one.flags().forEach(flags::add);
    return node.put("location", "/candidates/" + one.candidateId());
  }

  static Response response(Said said) {
    return switch (said) {
      case Said.Recorded recorded -> {
        ObjectNode node =
            JSON.objectNode()
                .put("eventId", recorded.eventId())
                .put("action", recorded.decision().action().code())
                .put("actor", recorded.decision().actor());
        if (recorded.decision().predictionId() != null) {
          node.put("predictionId", recorded.decision().predictionId());
        }
        if (recorded.decision().dueAt() != null) {
          node.put("dueAt", Rfc3339.format(recorded.decision().dueAt()));
        }
        if (recorded.decision().model() != null) {
          node.put("model", recorded.decision().model());
        }
        yield Response.status(202).type(MediaType.APPLICATION_JSON).entity(node.toString()).build();
      }
      case Said.Refused refused -> CandidateResource.problem(Problem.of(refused.refusal()));
      case Said.Unknown unknown ->
          CandidateResource.problem(Problem.unknown(unknown.candidateId()));
      case Said.Unavailable away -> CandidateResource.unavailable();
    };
  }
}
