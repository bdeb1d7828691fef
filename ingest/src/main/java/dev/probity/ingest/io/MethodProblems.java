// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest.io;

import dev.probity.ingest.Problem;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.lang.annotation.Annotation;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;
import org.jspecify.annotations.Nullable;

/**
 * Says to whoever uses the wrong method at an address of this door which ones are right. A filter,
 * as the processes that hold several doors have one mapper of each exception only.
 */
public final class MethodProblems {
  private static final String READ = "GET, HEAD, OPTIONS";
  private static final String SENT = "OPTIONS, POST";

  /** The methods by address, the first that fits. */
  private static final Map<Pattern, String> ALLOWED = allowed();

  private static Map<Pattern, String> allowed() {
    Map<Pattern, String> allowed = new LinkedHashMap<>();
    allowed.put(Pattern.compile("/?(candidates|outcomes|oversight(/(stop|resume))?)/?"), SENT);
    allowed.put(Pattern.compile("/?candidates/[^/]+/?"), "DELETE, " + READ);
    allowed.put(
        Pattern.compile(
            "/?(candidates/[^/]+/(waterfall\\.svg|counterfactual)"
                + "|batches/[^/]+(/events)?|review-queue|profiles(/[^/]+)?)/?"),
        READ);
    return allowed;
  }

  /** The methods an address of this door answers to; null when it is none of this door's. */
  static @Nullable String allowed(String path) {
    return ALLOWED.entrySet().stream()
        .filter(one -> one.getKey().matcher(path).matches())
        .findFirst()
        .map(Map.Entry::getValue)
        .orElse(null);
  }

  /** RFC 9110 wants the right methods named in the answer to a wrong one. */
  @ServerResponseFilter
  public void wrongMethod(ContainerRequestContext request, ContainerResponseContext response) {
    String allowed = allowed(request.getUriInfo().getPath());
    if (allowed == null) {
      return;
    }
    if (response.getStatus() == 405) {
      response.getHeaders().putSingle(HttpHeaders.ALLOW, allowed);
      response.setEntity(
          CandidateResource.node(Problem.wrongMethod(allowed)).toString(),
          new Annotation[0],
          MediaType.valueOf(CandidateResource.PROBLEM));
    } else if (request.getMethod().equals("OPTIONS")) {
      response.getHeaders().putSingle(HttpHeaders.ALLOW, allowed);
    }
  }
}
