// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.io;

import dev.probity.model.bundle.SigningKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Base64;
import java.util.Set;

/** Reads the key that signs releases. */
public final class SigningKeyFile {
  private static final int SEED_BYTES = 32;
  private static final Set<PosixFilePermission> OPEN =
      Set.of(
          PosixFilePermission.GROUP_READ,
          PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE);

  private SigningKeyFile() {}

  /**
   * Reads a key.
   *
   * @param file a 32-byte Ed25519 seed in base64, readable by its owner only
   * @param name the key's name
   * @throws IllegalArgumentException saying what is wrong, never what is in the file
   */
  public static SigningKey read(Path file, String name) {
    try {
      requirePrivate(file);
      String text = Files.readString(file, StandardCharsets.US_ASCII).strip();
      byte[] seed = decode(file, text);
      if (seed.length != SEED_BYTES) {
        throw new IllegalArgumentException(
            "signing key file " + file + " holds " + seed.length + " bytes, expected 32 in base64");
      }
      return SigningKey.of(name, seed);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "signing key file "
              + file
              + " is not readable. Maybe probity.trainer.signing-key-file names another file",
          e);
    }
  }

  private static byte[] decode(Path file, String text) {
    if (!text.matches("[A-Za-z0-9+/]*={0,2}") || text.length() % 4 != 0) {
      throw new IllegalArgumentException("signing key file " + file + " holds no base64");
    }
    return Base64.getDecoder().decode(text);
  }

  private static void requirePrivate(Path file) throws IOException {
    PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
    if (view != null && view.readAttributes().permissions().stream().anyMatch(OPEN::contains)) {
      throw new IllegalArgumentException(
          "signing key file " + file + " is open to others, expected mode 0600. Maybe: chmod 600");
    }
  }
}
