// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tokens that anybody with the public key can check, two for each role. */
class IdentityTest {
  private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");

  @TempDir private Path parent;

  @Test
  void everyRoleHasTwoPrincipalsWithTokensThatVerify() throws Exception {
    // Given
    try (DataFolder data = open()) {

      // When
      Identity.prepare(data, NOW);

      // Then
      try (Stream<Path> tokens = Files.list(data.path().resolve("tokens"))) {
        assertEquals(2 * Identity.ROLES.size(), tokens.count());
      }
      String token = Files.readString(data.token("operator-1")).strip();
      assertTrue(verifies(data, token));
      assertFalse(verifies(data, token.replaceFirst("\\..", ".f")));
      String claims = new String(Base64.getUrlDecoder().decode(token.split("\\.")[1]), UTF_8);
      assertTrue(claims.contains("\"sub\":\"operator-1\""), claims);
      assertTrue(claims.contains("\"realm_access\":{\"roles\":[\"operator\"]}"), claims);
      assertTrue(claims.contains("\"iat\":" + NOW.getEpochSecond()), claims);
      assertEquals(
          "rw-------",
          PosixFilePermissions.toString(Files.getPosixFilePermissions(data.key("identity.pem"))));
    }
  }

  @Test
  void keepsTokensForHalfAYear() throws Exception {
    // Given
    try (DataFolder data = open()) {
      Identity.prepare(data, NOW);
      String first = Files.readString(data.token("auditor-2"));
      Files.setLastModifiedTime(data.token("auditor-1"), FileTime.from(NOW.minusSeconds(60)));
      Files.setLastModifiedTime(data.token("auditor-2"), FileTime.from(NOW));
      String kept = Files.readString(data.token("auditor-1"));

      // When
      Identity.prepare(data, NOW.plus(Duration.ofDays(180)));

      // Then
      assertEquals(first, Files.readString(data.token("auditor-2")));
      assertNotEquals(kept, Files.readString(data.token("auditor-1")));
      assertTrue(verifies(data, Files.readString(data.token("auditor-1")).strip()));
    }
  }

  private DataFolder open() throws IOException {
    return DataFolder.open(parent.resolve("data"), () -> Ports.anyFree(new Random()));
  }

  private static boolean verifies(DataFolder data, String token) throws Exception {
    String pem = Files.readString(data.key("identity.public.pem"));
    byte[] key = Base64.getDecoder().decode(pem.replaceAll("-----[A-Z ]+-----|\\s", ""));
    Signature signature = Signature.getInstance("SHA256withRSA");
    signature.initVerify(KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(key)));
    String[] parts = token.split("\\.");
    signature.update((parts[0] + "." + parts[1]).getBytes(UTF_8));
    return signature.verify(Base64.getUrlDecoder().decode(parts[2]));
  }
}
