// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest.io;

import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.net.URI;
import org.eclipse.microprofile.config.Config;

/**
 * Sends what-if questions to the explainer where that is a process of its own. Who may ask is the
 * explainer's to say; the address is the configuration's, and of the request only the path goes
 * into it.
 */
@Singleton
final class ExplainerRedirect {
  private static final int EARLY = -9_000;

  void install(@Observes Router router, Config config) {
    URI explainer = IngestConfig.parse(IngestWiring.values(config)).explainerUrl();
    if (explainer != null) {
      router
          .route(HttpMethod.GET, "/candidates/:id/counterfactual")
          .order(EARLY)
          .handler(routing -> redirect(routing, explainer));
    }
  }

  private static void redirect(RoutingContext routing, URI explainer) {
    String base = explainer.toString();
    String address = base.endsWith("/") ? base.substring(0, base.length() - 1) : base;
    var unused =
        routing
            .response()
            .setStatusCode(307)
            .putHeader("Location", address + routing.request().path())
            .end();
  }
}
