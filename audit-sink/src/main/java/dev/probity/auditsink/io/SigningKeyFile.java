// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.io;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.probity.auditsink.note.NoteSigner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Set;

/** Secrets in files that only their owner may read. */
final class SigningKeyFile {
  private static final Set<PosixFilePermission> OWNER =
      Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

  private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(OWNER);

  private SigningKeyFile() {}

  /**
   * The signer of a file that holds an Ed25519 seed in base64; a file others may read is refused.
   */
  static NoteSigner read(Path file, String origin) {
    return new NoteSigner(origin, Base64.getDecoder().decode(secret(file)));
  }

  /** A seed that is drawn and kept when the file is not there yet. */
  static byte[] seed(Path file) throws IOException {
    if (!Files.exists(file)) {
      byte[] drawn = new byte[32];
      new SecureRandom().nextBytes(drawn);
      Path parent = file.toAbsolutePath().getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      write(file, drawn);
    }
    return Base64.getDecoder().decode(secret(file));
  }

  /** Writes a secret of raw bytes to a new file. */
  static void write(Path file, byte[] secret) throws IOException {
    Files.createFile(file, OWNER_ONLY);
    Files.writeString(file, Base64.getEncoder().encodeToString(secret) + "\n", US_ASCII);
  }

  /** The one line of a secret file. */
  static String secret(Path file) {
    try {
      if (Files.getFileStore(file).supportsFileAttributeView("posix")
          && !OWNER.containsAll(Files.getPosixFilePermissions(file))) {
        throw new IllegalArgumentException(
            file + " may be read by others, expected mode 0600. Maybe: chmod 600 " + file);
      }
      return Files.readString(file, US_ASCII).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be read", e);
    }
  }
}
