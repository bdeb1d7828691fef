// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest.io;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.probity.ingest.BatchBook.Progress;
import dev.probity.ingest.Problem;
import dev.probity.topics.Roles;
import io.smallrye.mutiny.Multi;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;

/** How far a posted array has come, in counts: asked once, or told as it moves. */
@Path("/batches")
@Produces({MediaType.APPLICATION_JSON, CandidateResource.PROBLEM})
public final class BatchResource {
  private static final Duration TICK = Duration.ofMillis(200);
  private static final Duration LONGEST = Duration.ofMinutes(10);
  private static final int MOST_WATCHERS = 100;

  private final IngestService service;
  private final Semaphore watchers = new Semaphore(MOST_WATCHERS);

  /** Built by the wiring. */
  public BatchResource(IngestService service) {
    this.service = service;
  }

  /** The counts of a batch as they stand. */
  @GET
  @Path("/{id}")
  @RolesAllowed({Roles.PUBLISHER, Roles.RECRUITER, Roles.AUDITOR})
  public Response batch(@PathParam("id") String id) {
    Progress progress = service.progress(id);
    return progress == null
        ? CandidateResource.problem(Problem.unknownBatch())
        : Response.ok(json(id, progress), MediaType.APPLICATION_JSON).build();
  }

  /**
   * The counts of a batch whenever they change, as server-sent events {@code progress}; the last
   * one says {@code "done":true}. A stream ends after ten minutes, and the client asks again.
   */
  @GET
  @Path("/{id}/events")
  @Produces(MediaType.SERVER_SENT_EVENTS)
  @RolesAllowed({Roles.PUBLISHER, Roles.RECRUITER, Roles.AUDITOR})
  public Multi<OutboundSseEvent> events(@PathParam("id") String id, @Context Sse sse) {
    if (service.progress(id) == null) {
      throw new WebApplicationException(CandidateResource.problem(Problem.unknownBatch()));
    }
    if (!watchers.tryAcquire()) {
      Response busy = CandidateResource.problem(Problem.watched(MOST_WATCHERS));
      throw new WebApplicationException(
          Response.fromResponse(busy).header("Retry-After", "5").build());
    }
    AtomicBoolean ended = new AtomicBoolean();
    return Multi.createFrom()
        .ticks()
        .every(TICK)
        .onOverflow()
        .drop()
        .select()
        .first(LONGEST)
        .map(tick -> Optional.ofNullable(service.progress(id)))
        .select()
        .first(Optional::isPresent) // a batch may leave the book while it is watched
        .map(Optional::orElseThrow)
        .select()
        .first(progress -> !ended.getAndSet(progress.done()))
        .skip()
        .repetitions()
        .map(progress -> event(sse, id, progress))
        .onTermination()
        .invoke(() -> watchers.release());
  }

  private static OutboundSseEvent event(Sse sse, String id, Progress progress) {
    return sse.newEventBuilder().name("progress").data(json(id, progress)).build();
  }

  static String json(String id, Progress progress) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("batch", id)
        .put("rows", progress.rows())
        .put("refused", progress.refused())
        .put("waiting", progress.waiting())
        .put("scored", progress.scored())
        .put("explained", progress.explained())
        .put("rejected", progress.rejected())
        .put("done", progress.done())
        .toString();
  }
}
