// SPDX-License-Identifier: Apache-2.0
package dev.probity.scorer.io.openinference;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** What callers get who may not, in the protocol's own words. */
final class Denials {
  private static final String NEXT =
      " Send the header Authorization: Bearer TOKEN of a role that may: publisher to infer,"
          + " operator to load and unload.";

  private Denials() {}

  static Response noToken() {
    return challenge("Bearer", "the caller is not known.");
  }

  static Response badToken() {
    return challenge("Bearer error=\"invalid_token\"", "the token does not hold here.");
  }

  static Response otherRole() {
    return error(403, "the caller's role may not do this.").build();
  }

  private static Response challenge(String scheme, String words) {
    return error(401, words).header(HttpHeaders.WWW_AUTHENTICATE, scheme).build();
  }

  private static Response.ResponseBuilder error(int status, String words) {
    return Response.status(status)
        .type(MediaType.APPLICATION_JSON)
        .entity("{\"error\":\"" + words + NEXT + "\"}");
  }
}
