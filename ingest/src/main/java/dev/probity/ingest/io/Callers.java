// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest.io;

import dev.probity.topics.Requisitions;
import dev.probity.topics.Roles;
import jakarta.ws.rs.core.SecurityContext;
import java.security.Principal;
import org.eclipse.microprofile.jwt.JsonWebToken;

/** Who calls. */
final class Callers {
  private Callers() {}

  /** The subject of the caller's token, whatever else it calls its holder. */
  static String subject(SecurityContext caller) {
    Principal principal = caller.getUserPrincipal();
    return principal instanceof JsonWebToken token ? token.getSubject() : principal.getName();
  }

  /** Which vacancies the caller may see candidates of, as the token's claim names them. */
  static Requisitions requisitions(SecurityContext caller) {
    Object claim =
        caller.getUserPrincipal() instanceof JsonWebToken token
            ? token.getClaim(Requisitions.CLAIM)
            : null;
    return Requisitions.ofCaller(caller.isUserInRole(Roles.AUDITOR), claim);
  }
}
