// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;

/**
 * Who may act in a local installation: a key pair of its own and a token for each of two principals
 * of every role. A production installation has an identity server in this place.
 */
final class Identity {
  /** The only role names there are. */
  static final List<String> ROLES =
      List.of("publisher", "recruiter", "auditor", "operator", "dpo", "witness");

  static final String ISSUER = "probity-local";

  private static final Duration VALID = Duration.ofDays(365);
  private static final Duration RENEW = Duration.ofDays(180);
  private static final int KEY_BITS = 2_048;

  private Identity() {}

  /** Makes keys and tokens that do not exist, and renews tokens that are half a year old. */
  static void prepare(DataFolder folder, Instant now) throws IOException {
    try {
      PrivateKey key = key(folder);
      for (String role : ROLES) {
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
      PrivateFiles.write(
          folder.key("identity.public.pem"), pem("PUBLIC KEY", pair.getPublic().getEncoded()));
      PrivateFiles.write(file, pem("PRIVATE KEY", pair.getPrivate().getEncoded()));
    }
    String base64 = Files.readString(file).replaceAll("-----[A-Z ]+-----|\\s", "");
    return KeyFactory.getInstance("RSA")
        .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(base64)));
  }

  private static String pem(String kind, byte[] bytes) {
    String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
    return "-----BEGIN " + kind + "-----\n" + lines + "\n-----END " + kind + "-----\n";
  }

  /** A JSON Web Token, RS256; the roles stand where Keycloak puts them. */
  private static String token(PrivateKey key, String principal, String role, Instant now)
      throws GeneralSecurityException {
    String head = "{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"" + ISSUER + "\"}";
    String claims =
        ("{\"iss\":\"%s\",\"sub\":\"%s\",\"upn\":\"%s\",\"realm_access\":{\"roles\":[\"%s\"]},"
                + "\"iat\":%d,\"exp\":%d,\"jti\":\"%s\"}")
            .formatted(
                ISSUER,
                principal,
                principal,
                role,
                now.getEpochSecond(),
                now.plus(VALID).getEpochSecond(),
                PrivateFiles.randomSecret());
    String signed = base64(head.getBytes(UTF_8)) + "." + base64(claims.getBytes(UTF_8));
    Signature signature = Signature.getInstance("SHA256withRSA");
    signature.initSign(key);
    signature.update(signed.getBytes(UTF_8));
    return signed + "." + base64(signature.sign());
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
