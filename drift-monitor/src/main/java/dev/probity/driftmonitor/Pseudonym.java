// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;

/**
 * The name under which the monitor knows a candidate: enough to bring a decision and its truth
 * together, and not the id, so that a forgotten person's id lives on in none of its states.
 */
final class Pseudonym {
  private static final int BYTES = 16;

  private Pseudonym() {}

  /**
   * The first 128 bits of the id's SHA-256 in base64url, 22 characters.
   *
   * <p>{@code of("abc")} is {@code ungWv48Bz-pBQUDeXa4iIw}, for SHA-256("abc") begins with {@code
   * ba7816bf 8f01cfea 414140de 5dae2223} (FIPS 180-4).
   */
  static String of(String candidateId) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(candidateId.getBytes(UTF_8));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(digest, BYTES));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
