// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.io;

import dev.probity.auditsink.vault.VaultKeys;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * Where the secrets of people's records lie: outside the database, in files only their owner reads.
 *
 * @param kek key-encryption keys of 32 bytes in base64, one a line; the first wraps, all unwrap
 * @param pseudonyms 32 bytes in base64, drawn once and never changed
 */
public record VaultFiles(Path kek, Path pseudonyms) {

  /**
   * Reads them anew.
   *
   * @throws IllegalArgumentException when a file may be read by others or holds something else
   */
  public VaultKeys read() {
    List<byte[]> keks =
        Arrays.stream(SigningKeyFile.secret(kek).split("\n")).map(this::kek).toList();
    return new VaultKeys(keks, key(SigningKeyFile.secret(pseudonyms), pseudonyms));
  }

  private byte[] kek(String line) {
    return key(line, kek);
  }

  private static byte[] key(String line, Path file) {
    try {
      byte[] key = Base64.getDecoder().decode(line.strip());
      if (key.length == VaultKeys.SECRET_BYTES) {
        return key;
      }
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(file + " is not base64, expected 32 bytes of it", e);
    }
    throw new IllegalArgumentException(
        file + " holds no key of 32 bytes. Maybe: openssl rand -base64 32 > " + file);
  }
}
