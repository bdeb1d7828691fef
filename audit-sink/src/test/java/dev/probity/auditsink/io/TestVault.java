// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.io;

import dev.probity.auditsink.vault.Subjects;
import dev.probity.topics.TopicNames;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Secrets of the tests in files as an installation has them. */
final class TestVault {
  private static final VaultFiles FILES = write();

  private TestVault() {}

  private static VaultFiles write() {
    try {
      Path folder = Files.createTempDirectory("probity-vault");
      VaultFiles files =
          new VaultFiles(
              secret(folder.resolve("vault.kek"), 1),
              secret(folder.resolve("vault.pseudonyms"), 2));
      folder.toFile().deleteOnExit();
      return files;
    } catch (IOException e) {
      throw new UncheckedIOException("no folder for the tests' secrets", e);
    }
  }

  static Path secret(Path file, int first) throws IOException {
    byte[] key = new byte[32];
    key[0] = (byte) first;
    SigningKeyFile.write(file, key);
    file.toFile().deleteOnExit();
    return file;
  }

  static VaultFiles files() {
    return FILES;
  }

  static Subjects subjects() {
    return new Subjects(TopicNames.PLAIN, FILES.read());
  }
}
