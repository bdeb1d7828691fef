// SPDX-License-Identifier: Apache-2.0
package dev.probity.model;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * Identity of a model: SHA-256 of its manifest's bytes as stored. The manifest pins every other
 * file, so the digest covers the whole bundle.
 *
 * @param hex 64 lower-case hexadecimal digits
 */
public record ModelDigest(String hex) {
  private static final Pattern FORM = Pattern.compile("[0-9a-f]{64}");

  /** Checks the form. */
  public ModelDigest {
    if (!FORM.matcher(hex).matches()) {
      throw new IllegalArgumentException(
          "model digest must be 64 lower-case hex digits, found " + hex.length() + " characters");
    }
  }

  /** The digest of a manifest's bytes. */
  public static ModelDigest of(byte[] manifest) {
    return new ModelDigest(sha256(manifest));
  }

  /** SHA-256 in lower-case hexadecimal; the empty input gives e3b0c442…7852b855. */
  public static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException absent) {
      throw new IllegalStateException("every Java platform has SHA-256", absent);
    }
  }

  /** The 32 bytes. */
  public byte[] bytes() {
    return HexFormat.of().parseHex(hex);
  }

  /** The hexadecimal digits. */
  @Override
  public String toString() {
    return hex;
  }
}
