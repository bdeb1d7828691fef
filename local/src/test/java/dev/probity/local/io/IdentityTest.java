// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.topics.Roles;
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
import java.util.Set;
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
        assertEquals(2 * Roles.all().size(), tokens.count());
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

  @Test
  void aTokenNamesItsHolderWhereItHolds() throws Exception {
    // Given
    try (DataFolder data = open()) {
      Identity.prepare(data, Instant.now());

      // When
      Principal usual = Principal.acting(data.path(), null, Roles.AUDITOR, Roles.RECRUITER);
      Principal named =
          Principal.acting(data.path(), data.token("recruiter-2"), Roles.AUDITOR, Roles.RECRUITER);

      // Then
      assertEquals(new Principal("auditor-1", Set.of(Roles.AUDITOR)), usual);
      assertEquals(new Principal("recruiter-2", Set.of(Roles.RECRUITER)), named);
    }
  }

  @Test
  void aTokenOfAnotherRoleIsToldWhichOneMay() throws Exception {
    // Given
    try (DataFolder data = open()) {
      Identity.prepare(data, Instant.now());

      // When
      RefusedStartException refused =
          assertThrows(
              RefusedStartException.class,
              () -> Principal.acting(data.path(), data.token("operator-1"), Roles.AUDITOR));

      // Then
      assertTrue(refused.getMessage().startsWith("operator-1 is operator, and may not"));
      assertTrue(refused.getMessage().contains("--token "), refused.getMessage());
      assertTrue(refused.getMessage().endsWith("auditor-1.jwt"), refused.getMessage());
    }
  }

  @Test
  void tokensOfOtherFoldersAndEndedOnesDoNotHold() throws Exception {
    // Given
    try (DataFolder data = open();
        DataFolder other =
            DataFolder.open(parent.resolve("other"), () -> Ports.anyFree(new Random()))) {
      Identity.prepare(data, Instant.now());
      Identity.prepare(other, Instant.now().minus(Duration.ofDays(366)));
      Path foreign = parent.resolve("foreign.jwt");
      Files.copy(other.token("auditor-1"), foreign);

      // When
      RefusedStartException signedElsewhere =
          assertThrows(
              RefusedStartException.class,
              () -> Principal.acting(data.path(), foreign, Roles.AUDITOR));
      RefusedStartException ended =
          assertThrows(
              RefusedStartException.class,
              () -> Principal.acting(other.path(), null, Roles.AUDITOR));

      // Then
      assertTrue(signedElsewhere.getMessage().contains("does not hold in " + data.path()));
      assertTrue(ended.getMessage().contains("Maybe it has ended"), ended.getMessage());
    }
  }

  @Test
  void aFolderThatNeverStartedHasNoTokens() throws Exception {
    // Given
    try (DataFolder data = open()) {

      // When
      RefusedStartException refused =
          assertThrows(
              RefusedStartException.class,
              () -> Principal.acting(data.path(), null, Roles.OPERATOR));

      // Then
      assertTrue(refused.getMessage().contains("probity up --data "), refused.getMessage());
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
