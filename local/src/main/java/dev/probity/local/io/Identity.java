// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io;

import dev.probity.topics.Roles;
import io.smallrye.jwt.auth.principal.DefaultJWTParser;
import io.smallrye.jwt.auth.principal.JWTAuthContextInfo;
import io.smallrye.jwt.auth.principal.ParseException;
import io.smallrye.jwt.build.Jwt;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.jwt.JsonWebToken;

/**
 * Who may act in a local installation: a key pair of its own and a token for each of two principals
 * of every role. A production installation has an identity server in this place.
 */
final class Identity {
  static final String ISSUER = "probity-local";

  private static final String PUBLIC = "identity.public.pem";
  private static final Duration VALID = Duration.ofDays(365);
  private static final Duration RENEW = Duration.ofDays(180);
  private static final int KEY_BITS = 2_048;

  private Identity() {}

  /** Makes keys and tokens that do not exist, and renews tokens that are half a year old. */
  static void prepare(DataFolder folder, Instant now) throws IOException {
    try {
      PrivateKey key = key(folder);
      for (String role : Roles.all()) {
        for (int i = 1; i <= 2; i++) {
          String principal = role + "-" + i;
          Path file = folder.token(principal);
          if (!Files.exists(file) || age(file, now).compareTo(RENEW) > 0) {
            PrivateFiles.write(file, token(key, principal, role, now) + "\n");
          }
        }
      }
    } catch (GeneralSecurityException unknown) {
      throw new IllegalStateException("this JDK has no RSA, which every JDK has", unknown);
    }
  }

  private static Duration age(Path file, Instant now) throws IOException {
    return Duration.between(Files.getLastModifiedTime(file).toInstant(), now);
  }

  private static PrivateKey key(DataFolder folder) throws IOException, GeneralSecurityException {
    Path file = folder.key("identity.pem");
    if (!Files.exists(file)) {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(KEY_BITS);
      KeyPair pair = generator.generateKeyPair();
      PrivateFiles.write(folder.key(PUBLIC), pem("PUBLIC KEY", pair.getPublic().getEncoded()));
      PrivateFiles.write(file, pem("PRIVATE KEY", pair.getPrivate().getEncoded()));
    }
    return KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(bytes(file)));
  }

  private static String pem(String kind, byte[] bytes) {
    String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
    return "-----BEGIN " + kind + "-----\n" + lines + "\n-----END " + kind + "-----\n";
  }

  /** A JSON Web Token, RS256; the roles stand where Keycloak puts them. */
  private static String token(PrivateKey key, String principal, String role, Instant now) {
    return Jwt.issuer(ISSUER)
        .subject(principal)
        .upn(principal)
        .claim("realm_access", Map.of("roles", List.of(role)))
        .issuedAt(now)
        .expiresAt(now.plus(VALID))
        .jws()
        .keyId(ISSUER)
        .sign(key);
  }

  /** What the modules are told about whose tokens hold. */
  static Map<String, String> settings(DataFolder folder) {
    return Map.of(
        "mp.jwt.verify.publickey.location",
        folder.key(PUBLIC).toUri().toString(),
        "mp.jwt.verify.issuer",
        ISSUER);
  }

  /**
   * Who a token of this folder names.
   *
   * @throws RefusedStartException when the token does not hold here
   */
  static Principal verify(DataFolder folder, Path token) throws IOException {
    try {
      JWTAuthContextInfo trusted = new JWTAuthContextInfo(publicKey(folder), ISSUER);
      trusted.setGroupsPath("realm_access/roles");
      JsonWebToken holds =
          new DefaultJWTParser(trusted).parse(Files.readString(token).strip(), trusted);
      return new Principal(holds.getSubject(), holds.getGroups());
    } catch (ParseException refused) {
      throw new RefusedStartException(
          "the token in "
              + token
              + " does not hold in "
              + folder.path()
              + "\nMaybe it has ended, or belongs to another data folder; those of this one are in "
              + folder.token("*").getParent());
    } catch (GeneralSecurityException unknown) {
      throw new IllegalStateException("this JDK has no RSA, which every JDK has", unknown);
    }
  }

  private static PublicKey publicKey(DataFolder folder)
      throws IOException, GeneralSecurityException {
    return KeyFactory.getInstance("RSA")
        .generatePublic(new X509EncodedKeySpec(bytes(folder.key(PUBLIC))));
  }

  private static byte[] bytes(Path pem) throws IOException {
    return Base64.getDecoder()
        .decode(Files.readString(pem).replaceAll("-----[A-Z ]+-----|\\s", ""));
  }
}
