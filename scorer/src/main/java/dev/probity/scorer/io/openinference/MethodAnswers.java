// SPDX-License-Identifier: Apache-2.0
package dev.probity.scorer.io.openinference;

import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.regex.Pattern;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/** Says to whoever uses the wrong method which one is right. */
public final class MethodAnswers {
  private static final Pattern OURS = Pattern.compile("/?(v2(/.*)?|ping|invocations)");
  private static final Pattern POSTED =
      Pattern.compile("/?(.*/infer|v2/repository/.*|invocations)");

  /** The wrong method; RFC 9110 wants the right ones named. */
  @ServerExceptionMapper
  public Response wrongMethod(NotAllowedException refused, UriInfo address) {
    String path = address.getPath();
    if (!OURS.matcher(path).matches()) {
      return Response.fromResponse(refused.getResponse()).build();
    }
    String allowed = allowed(path);
    return Response.status(405)
        .header(HttpHeaders.ALLOW, allowed)
        .type(MediaType.APPLICATION_JSON)
        .entity("{\"error\":\"this method is not served here; expected " + allowed + "\"}")
        .build();
  }

  /** Whoever asks for the methods of an address gets those of this address alone. */
  @ServerResponseFilter
  public void methods(ContainerRequestContext request, ContainerResponseContext response) {
    String path = request.getUriInfo().getPath();
    if (request.getMethod().equals("OPTIONS") && OURS.matcher(path).matches()) {
      response.getHeaders().putSingle(HttpHeaders.ALLOW, allowed(path));
    }
  }

  /** What an address of this door answers to. */
  static String allowed(String path) {
    return POSTED.matcher(path).matches() ? "OPTIONS, POST" : "GET, HEAD, OPTIONS";
  }
}
