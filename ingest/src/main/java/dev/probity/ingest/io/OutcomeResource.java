// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest.io;

import dev.probity.ingest.Problem;
import dev.probity.topics.Roles;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;

/** The HTTP door for the truth about a candidate, when it becomes known. */
@Path("/outcomes")
@Produces({MediaType.APPLICATION_JSON, CandidateResource.PROBLEM})
public final class OutcomeResource {
  private final IngestService service;

  /** Built by the wiring. */
  public OutcomeResource(IngestService service) {
    this.service = service;
  }

  /** Takes one outcome; 202 once the broker has it. The profile derives the label from it. */
  @POST
  @RolesAllowed(Roles.PUBLISHER)
  @Blocking
  @Consumes({MediaType.APPLICATION_JSON, MediaType.WILDCARD})
  public Response observe(InputStream body, @Context HttpHeaders headers) {
    byte[] bytes;
    try {
      bytes = service.read(body);
    } catch (IOException ended) {
      return CandidateResource.problem(Problem.brokenBody());
    }
    // Waits on its worker thread, bounded by the channel's delivery time-out of two seconds.
    return CandidateResource.response(
        service.observe(CandidateResource.submission(bytes, headers)).toCompletableFuture().join());
  }
}
