// SPDX-License-Identifier: Apache-2.0
package dev.probity.scorer.io.openinference;

import dev.probity.topics.Roles;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/**
 * The contract of a SageMaker container: {@code /ping} says whether calls are answered, {@code
 * /invocations} takes a request of the Open Inference Protocol for the model that scores.
 */
@Path("/")
public final class SageMakerResource {
  private final InferenceService service;

  /** Built by the wiring. */
  public SageMakerResource(InferenceService service) {
    this.service = service;
  }

  /** Whether calls are answered now. */
  @GET
  @Path("ping")
  @PermitAll
  public Response ping(@Context HttpHeaders headers) {
    boolean ready = service.notReady().isEmpty();
    return ProtocolResponse.json(
        InferenceResource.exchange(headers), ready ? 200 : 503, Map.of("ready", ready));
  }

  /** Scores rows, as {@code infer} does. */
  @POST
  @Path("invocations")
  @RolesAllowed(Roles.PUBLISHER)
  @Blocking
  @Consumes(MediaType.WILDCARD)
  public CompletionStage<Response> invoke(
      byte[] body, @Context HttpHeaders headers, @Context SecurityContext caller) {
    return new HttpCall("http:/invocations", null, null).answer(service, body, headers, caller);
  }

  /** No token, and not from this machine. */
  @ServerExceptionMapper
  public Response noToken(UnauthorizedException missing) {
    return Denials.noToken();
  }

  /** A token nobody here has signed, or one that has ended. */
  @ServerExceptionMapper
  public Response badToken(AuthenticationFailedException refused) {
    return Denials.badToken();
  }

  /** Somebody known, in another role. */
  @ServerExceptionMapper
  public Response otherRole(ForbiddenException refused) {
    return Denials.otherRole();
  }
}
