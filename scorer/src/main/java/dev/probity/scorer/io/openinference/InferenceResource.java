// SPDX-License-Identifier: Apache-2.0
package dev.probity.scorer.io.openinference;

import dev.probity.scorer.io.openinference.InferenceOutcome.Problem;
import dev.probity.scorer.openinference.ModelDescription;
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
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jspecify.annotations.Nullable;

/** The Open Inference Protocol over HTTP. */
@Path("/v2")
public final class InferenceResource {
  static final List<String> EXTENSIONS = List.of("binary_tensor_data", "model_repository");
  static final String SERVER = "probity";

  private final InferenceService service;

  /** Built by the wiring. */
  public InferenceResource(InferenceService service) {
    this.service = service;
  }

  /** What this server is. */
  @GET
  @RolesAllowed({
    Roles.PUBLISHER,
    Roles.RECRUITER,
    Roles.AUDITOR,
    Roles.OPERATOR,
    Roles.DPO,
    Roles.WITNESS
  })
  public Response server(@Context HttpHeaders headers) {
    return ProtocolResponse.json(
        exchange(headers),
        200,
        Map.of("name", SERVER, "version", service.serverVersion(), "extensions", EXTENSIONS));
  }

  /** Whether the process takes requests. */
  @GET
  @Path("/health/live")
  @PermitAll
  public Response live(@Context HttpHeaders headers) {
    return ProtocolResponse.json(exchange(headers), 200, Map.of("live", true));
  }

  /** Whether calls are answered now. */
  @GET
  @Path("/health/ready")
  @PermitAll
  public Response ready(@Context HttpHeaders headers) {
    boolean ready = service.notReady().isEmpty();
    return ProtocolResponse.json(
        exchange(headers), ready ? 200 : 503, Map.of("live", true, "ready", ready));
  }

  /** The features a model wants, the outputs it has, the versions there are. */
  @GET
  @Path("/models/{model}")
  @RolesAllowed({
    Roles.PUBLISHER,
    Roles.RECRUITER,
    Roles.AUDITOR,
    Roles.OPERATOR,
    Roles.DPO,
    Roles.WITNESS
  })
  public Response metadata(@PathParam("model") String model, @Context HttpHeaders headers) {
    return described(model, null, headers);
  }

  /** The same of one version. */
  @GET
  @Path("/models/{model}/versions/{version}")
  @RolesAllowed({
    Roles.PUBLISHER,
    Roles.RECRUITER,
    Roles.AUDITOR,
    Roles.OPERATOR,
    Roles.DPO,
    Roles.WITNESS
  })
  public Response metadataOfVersion(
      @PathParam("model") String model,
      @PathParam("version") String version,
      @Context HttpHeaders headers) {
    return described(model, version, headers);
  }

  /** Whether a model answers calls now. */
  @GET
  @Path("/models/{model}/ready")
  @PermitAll
  @Blocking
  public Response modelReady(@PathParam("model") String model, @Context HttpHeaders headers) {
    return readiness(model, null, headers);
  }

  /** The same of one version. */
  @GET
  @Path("/models/{model}/versions/{version}/ready")
  @PermitAll
  @Blocking
  public Response versionReady(
      @PathParam("model") String model,
      @PathParam("version") String version,
      @Context HttpHeaders headers) {
    return readiness(model, version, headers);
  }

  /** Scores rows; answered when candidates and predictions are on their topics. */
  @POST
  @Path("/models/{model}/infer")
  @RolesAllowed(Roles.PUBLISHER)
  @Blocking
  @Consumes(MediaType.WILDCARD)
  public CompletionStage<Response> infer(
      @PathParam("model") String model,
      byte[] body,
      @Context HttpHeaders headers,
      @Context SecurityContext caller) {
    return new HttpCall("http:/v2/infer", model, null).answer(service, body, headers, caller);
  }

  /** The same by one retained version. */
  @POST
  @Path("/models/{model}/versions/{version}/infer")
  @RolesAllowed(Roles.PUBLISHER)
  @Blocking
  @Consumes(MediaType.WILDCARD)
  public CompletionStage<Response> inferByVersion(
      @PathParam("model") String model,
      @PathParam("version") String version,
      byte[] body,
      @Context HttpHeaders headers,
      @Context SecurityContext caller) {
    return new HttpCall("http:/v2/infer", model, version).answer(service, body, headers, caller);
  }

  private Response described(String model, @Nullable String version, HttpHeaders headers) {
    ModelDescription description = service.describe(model, version);
    return description == null
        ? ProtocolResponse.error(
            exchange(headers), Problem.UNKNOWN, "no such model or version, or none scores now")
        : ProtocolResponse.json(exchange(headers), 200, ProtocolResponse.metadata(description));
  }

  private Response readiness(String model, @Nullable String version, HttpHeaders headers) {
    boolean ready = service.isReady(model, version);
    Map<String, Object> state = new LinkedHashMap<>();
    state.put("name", model);
    state.put("ready", ready);
    return ProtocolResponse.json(exchange(headers), ready ? 200 : 503, state);
  }

  static Exchange exchange(HttpHeaders headers) {
    return Exchange.of(
        headers.getHeaderString("X-Request-ID"), headers.getHeaderString("traceparent"));
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
