// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.model.bundle.SigningKey;
import dev.probity.model.bundle.TrustedKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SigningKeyFileTest {
  private static final String SEED = Base64.getEncoder().encodeToString(new byte[32]);

  @TempDir private Path folder;

  @Test
  void readsASeedAndItsPublicHalfIsAVkey() throws IOException {
    // When
    SigningKey key = SigningKeyFile.read(file(SEED + "\n", "rw-------"), "trainer/1");
    // Then
    String vkey = key.trusted().vkey();
    assertTrue(vkey.startsWith("trainer/1+"), vkey);
    assertEquals(vkey, TrustedKey.parse(vkey).vkey());
  }

  @Test
  void refusesWhatOthersCanReadAndWhatIsNoSeed() throws IOException {
    assertRefused(file(SEED, "rw-r--r--"), "chmod 600");
    assertRefused(file("AAAA", "rw-------"), "holds 3 bytes, expected 32");
    assertRefused(folder.resolve("none"), "is not readable");
    Path noBase64 = file("!secret-text!", "rw-------");
    assertRefused(noBase64, "base64");
    String message =
        assertThrows(
                IllegalArgumentException.class, () -> SigningKeyFile.read(noBase64, "trainer/1"))
            .getMessage();
    assertFalse(message.contains("secret-text"), message);
  }

  private static void assertRefused(Path file, String expected) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> SigningKeyFile.read(file, "trainer/1"))
            .getMessage();
    assertTrue(message.contains(expected), message);
  }

  private Path file(String content, String mode) throws IOException {
    Path file = Files.createTempFile(folder, "key", "");
    Files.writeString(file, content);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    return file;
  }
}
