// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest.io;

import dev.probity.ingest.Problem;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Says to a caller who may not do something what is missing. */
public final class AccessProblems {

  /** No token, and not from this machine. */
  @ServerExceptionMapper
  public Response noToken(UnauthorizedException missing) {
    return challenge("Bearer", Problem.noToken());
  }

  /** A token nobody here has signed, or one that has ended. */
  @ServerExceptionMapper
  public Response badToken(AuthenticationFailedException refused) {
    return challenge("Bearer error=\"invalid_token\"", Problem.badToken());
  }

  /** Somebody known, in another role. */
  @ServerExceptionMapper
  public Response otherRole(ForbiddenException refused) {
    return CandidateResource.problem(Problem.otherRole());
  }

  private static Response challenge(String scheme, Problem problem) {
    return Response.fromResponse(CandidateResource.problem(problem))
        .header(HttpHeaders.WWW_AUTHENTICATE, scheme)
        .build();
  }
}
