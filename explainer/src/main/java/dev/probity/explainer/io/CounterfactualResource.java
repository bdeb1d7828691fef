// SPDX-License-Identifier: Apache-2.0
package dev.probity.explainer.io;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.probity.explainer.WhatIf;
import dev.probity.explainer.io.CounterfactualDesk.Said;
import dev.probity.topics.Requisitions;
import dev.probity.topics.Roles;
import dev.probity.topics.record.AttributeValue;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.security.Principal;
import java.util.Locale;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** What would have to be otherwise for the other band. */
@Path("/candidates/{id}/counterfactual")
@Produces({MediaType.APPLICATION_JSON, CounterfactualResource.PROBLEM})
public final class CounterfactualResource {
  static final String PROBLEM = "application/problem+json";
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final String CAVEAT =
      "What would turn the model's decision, as values go that occurred in training; it is no"
          + " advice, and nothing says that the change is in the person's power.";

  private final ExplainerService service;

  /** Built by the wiring. */
  public CounterfactualResource(ExplainerService service) {
    this.service = service;
  }

  /** Which vacancies the caller may see candidates of, as the token's claim names them. */
  private static Requisitions requisitions(SecurityContext caller) {
    Object claim =
        caller.getUserPrincipal() instanceof JsonWebToken token
            ? token.getClaim(Requisitions.CLAIM)
            : null;
    return Requisitions.ofCaller(caller.isUserInRole(Roles.AUDITOR), claim);
  }

  /**
   * The nearest changes of at most two features the profile calls mutable; that they were told is
   * on record first.
   */
  @GET
  @RolesAllowed({Roles.RECRUITER, Roles.AUDITOR})
  @Blocking
  public Response counterfactual(@PathParam("id") String id, @Context SecurityContext caller) {
    Principal principal = caller.getUserPrincipal();
    String actor =
        principal instanceof JsonWebToken token ? token.getSubject() : principal.getName();
    return switch (service.counterfactuals().ask(id, actor, requisitions(caller))) {
      case Said.Found found -> Response.ok(json(found), MediaType.APPLICATION_JSON).build();
      case Said.Unknown unknown ->
          problem(
              "unknown-candidate",
              "No recent prediction of this candidate",
              404,
              "The tail of the predictions is held only.",
              "Older ones are in the ledger: ./probity trace ID");
      case Said.NoReference none ->
          problem(
              "no-reference",
              "The release cannot answer what-if questions",
              409,
              "Its bundle does not say where values lay in training.",
              "Train the release anew; bundles of today carry reference.json.");
      case Said.Busy busy ->
          retry(
              problem(
                  "busy",
                  "Too many searches are under way",
                  429,
                  "A search scores up to 20,000 rows; few are run at a time.",
                  "Ask again after the seconds in Retry-After."),
              "1");
      case Said.Unavailable away ->
          retry(
              problem(
                  "unavailable",
                  "The answer cannot be given now",
                  503,
                  away.what(),
                  "Ask again after the seconds in Retry-After."),
              "2");
    };
  }

  /** No token. */
  @ServerExceptionMapper
  public Response noToken(UnauthorizedException missing) {
    return denied(401, "no-token", "Who asks is not known");
  }

  /** A token nobody here has signed, or one that has ended. */
  @ServerExceptionMapper
  public Response badToken(AuthenticationFailedException refused) {
    return denied(401, "bad-token", "The token does not hold");
  }

  /** Somebody known, in another role. */
  @ServerExceptionMapper
  public Response otherRole(ForbiddenException refused) {
    return denied(403, "other-role", "The caller's role may not do this");
  }

  private static Response denied(int status, String kind, String title) {
    Response problem =
        problem(
            kind,
            title,
            status,
            "Recruiters and auditors read what became of candidates.",
            "Send the header Authorization: Bearer TOKEN of a role that may.");
    return status == 401
        ? Response.fromResponse(problem).header("WWW-Authenticate", "Bearer").build()
        : problem;
  }

  private static String json(Said.Found found) {
    ObjectNode node =
        JSON.objectNode()
            .put("candidateId", found.prediction().candidateId())
            .put("predictionId", found.prediction().id())
            .put("model", found.prediction().model())
            .put("modelVersion", found.prediction().modelVersion())
            .put("modelDigest", found.prediction().modelDigest())
            .put("band", found.prediction().band())
            .put("probability", found.prediction().probability());
    WhatIf.Answer answer = found.answer();
    node.put("outcome", answer.options().isEmpty() ? "none-within-reach" : "within-reach");
    node.put("exhaustive", answer.exhaustive()).put("evaluations", answer.evaluations());
    ArrayNode options = node.putArray("options");
    for (WhatIf.Option one : answer.options()) {
      ObjectNode option =
          options
              .addObject()
              .put("band", one.band())
              .put("probability", one.probability())
              .put("cost", one.cost())
              .put(
                  "plausibility",
                  one.plausibility().name().toLowerCase(Locale.ROOT).replace('_', '-'));
      ArrayNode changes = option.putArray("changes");
      for (WhatIf.Change change : one.changes()) {
        ObjectNode row = changes.addObject();
        row.put("feature", change.feature()).put("label", change.label());
        put(row.put("fromText", change.fromText()), "from", change.from());
        put(row.put("toText", change.toText()), "to", change.to());
      }
    }
    return node.put("caveat", CAVEAT).toString();
  }

  private static void put(ObjectNode row, String name, AttributeValue value) {
    switch (value) {
      case AttributeValue.Number(double number) when number == Math.rint(number) ->
          row.put(name, (long) number);
      case AttributeValue.Number(double number) -> row.put(name, number);
      case AttributeValue.Text(String text) -> row.put(name, text);
      case AttributeValue.Missing missing -> row.putNull(name);
    }
  }

  private static Response retry(Response problem, String seconds) {
    return Response.fromResponse(problem).header("Retry-After", seconds).build();
  }

  private static Response problem(
      String kind, String title, int status, String detail, String next) {
    ObjectNode node =
        JSON.objectNode()
            .put("type", "urn:probity:problem:" + kind)
            .put("title", title)
            .put("status", status)
            .put("detail", detail)
            .put("next", next);
    return Response.status(status).type(PROBLEM).entity(node.toString()).build();
  }
}
