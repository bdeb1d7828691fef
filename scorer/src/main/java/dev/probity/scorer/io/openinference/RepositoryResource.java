// SPDX-License-Identifier: Apache-2.0
package dev.probity.scorer.io.openinference;

import dev.probity.scorer.io.openinference.InferenceOutcome.Problem;
import dev.probity.topics.Roles;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** The model repository extension: what there is, and the door opened or shut by an operator. */
@Path("/v2/repository")
@Consumes(MediaType.WILDCARD)
public final class RepositoryResource {
  private final InferenceService service;

  /** Built by the wiring. */
  public RepositoryResource(InferenceService service) {
    this.service = service;
  }

  /** Every retained version and its state; a body is not needed and not read. */
  @POST
  @Path("/index")
  @RolesAllowed({
    Roles.PUBLISHER,
    Roles.RECRUITER,
    Roles.AUDITOR,
    Roles.OPERATOR,
    Roles.DPO,
    Roles.WITNESS
  })
  @Blocking
  public Response index(@Context HttpHeaders headers) {
    List<Map<String, String>> models = new ArrayList<>();
    service
        .index()
        .forEach(
            (version, reason) -> {
              Map<String, String> one = new LinkedHashMap<>();
              one.put("name", service.model());
              one.put("version", version);
              one.put("state", reason.isEmpty() ? "READY" : "UNAVAILABLE");
              one.put("reason", reason);
              models.add(one);
            });
    return ProtocolResponse.json(InferenceResource.exchange(headers), 200, models);
  }

  /** Opens this door for the model again, after its self-test. */
  @POST
  @Path("/models/{model}/load")
  @RolesAllowed(Roles.OPERATOR)
  @Blocking
  public CompletionStage<Response> load(
      @PathParam("model") String model,
      @Context HttpHeaders headers,
      @Context SecurityContext caller) {
    return set(model, true, headers, caller);
  }

  /** Shuts this door for the model; the stream goes on, only a stop halts that. */
  @POST
  @Path("/models/{model}/unload")
  @RolesAllowed(Roles.OPERATOR)
  @Blocking
  public CompletionStage<Response> unload(
      @PathParam("model") String model,
      @Context HttpHeaders headers,
      @Context SecurityContext caller) {
    return set(model, false, headers, caller);
  }

  private CompletionStage<Response> set(
      String model, boolean loaded, HttpHeaders headers, SecurityContext caller) {
    Exchange exchange = InferenceResource.exchange(headers);
    if (!model.equals(service.model())) {
      return CompletableFuture.completedFuture(
          ProtocolResponse.error(exchange, Problem.UNKNOWN, "no model of that name"));
    }
    return service
        .setLoaded(HttpCall.subject(caller), loaded)
        .thenApply(
            reason ->
                reason.isEmpty()
                    ? ProtocolResponse.json(exchange, 200, Map.of("name", model, "loaded", loaded))
                    : ProtocolResponse.error(exchange, Problem.UNAVAILABLE, reason));
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
