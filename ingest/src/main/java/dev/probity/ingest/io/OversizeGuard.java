// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest.io;

import dev.probity.topics.Roles;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.AnonymousAuthenticationRequest;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticator;
import io.quarkus.vertx.http.runtime.security.HttpSecurityUtils;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;

/**
 * Refuses a body that says itself that it is too long, before a byte of it is read. The server
 * would do so as well, but nobody would hear of it; what a publisher sends and is refused is on
 * record here as everywhere.
 */
@Singleton
final class OversizeGuard {
  /** Ahead of the server's own limit on bodies. */
  private static final int FIRST = -10_000;

  private final Instance<IngestService> service;
  private final HttpAuthenticator authenticator;
  private final IdentityProviderManager identities;

  /** The router is made before the channels are, and the service after them. */
  OversizeGuard(
      Instance<IngestService> service,
      HttpAuthenticator authenticator,
      IdentityProviderManager identities) {
    this.identities = identities;
    this.service = service;
    this.authenticator = authenticator;
  }

  void install(@Observes Router router) {
    router.route(HttpMethod.POST, "/candidates").order(FIRST).handler(this::guard);
  }

  private void guard(RoutingContext routing) {
    String length = routing.request().getHeader("Content-Length");
    if (length == null
        || !length.matches("\\d{1,18}")
        || !service.get().isTooLong(Long.parseLong(length))) {
      routing.next();
      return;
    }
    // Who may not submit is told so by the door itself, which reads no body for that.
    var unused =
        authenticator
            .attemptAuthentication(routing)
            .onItem()
            .ifNull()
            .switchTo(() -> nobody(routing))
            .subscribe()
            .with(identity -> refuseOrGoOn(routing, identity), failure -> routing.next());
  }

  /** A caller without a token, who may be somebody by where he calls from. */
  private Uni<SecurityIdentity> nobody(RoutingContext routing) {
    return identities.authenticate(
        HttpSecurityUtils.setRoutingContextAttribute(
            new AnonymousAuthenticationRequest(), routing));
  }

  private void refuseOrGoOn(RoutingContext routing, SecurityIdentity identity) {
    if (identity == null || !identity.hasRole(Roles.PUBLISHER)) {
      routing.next();
      return;
    }
    Context loop = routing.vertx().getOrCreateContext();
    var unused =
        service
            .get()
            .refuseUnread()
            .thenAccept(said -> loop.runOnContext(back -> answer(routing, said)));
  }

  private static void answer(RoutingContext routing, SubmissionAnswer said) {
    Response response = CandidateResource.response(said);
    HttpServerResponse out = routing.response().setStatusCode(response.getStatus());
    response.getStringHeaders().forEach((name, values) -> out.putHeader(name, values.getFirst()));
    closeAfterAnswer(routing);
    var unused = out.end(String.valueOf(response.getEntity()));
  }

  /** What is left of the body is not read: the connection cannot be used again. */
  static void closeAfterAnswer(RoutingContext routing) {
    routing.response().putHeader("Connection", "close");
    routing.addEndHandler(ended -> routing.request().connection().close());
  }
}
