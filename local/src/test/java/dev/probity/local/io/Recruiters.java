// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io;

import dev.probity.topics.Requisitions;
import io.smallrye.jwt.build.Jwt;
import io.smallrye.jwt.util.KeyUtils;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Tokens of recruiters as an identity provider would give them, signed with a folder's key. */
final class Recruiters {
  private Recruiters() {}

  /** A token that names the requisitions its holder works on. */
  static String token(Path tokens, String principal, String... requisitions)
      throws IOException, GeneralSecurityException {
    Path key = DataFolder.view(tokens.resolveSibling("")).key("identity.pem");
    Instant now = Instant.now();
    return Jwt.issuer(Identity.ISSUER)
        .subject(principal)
        .upn(principal)
        .claim("realm_access", Map.of("roles", List.of("recruiter")))
        .claim(Requisitions.CLAIM, List.of(requisitions))
        .issuedAt(now)
        .expiresAt(now.plus(Duration.ofHours(1)))
        .jws()
        .keyId(Identity.ISSUER)
        .sign(KeyUtils.decodePrivateKey(Files.readString(key)));
  }
}
