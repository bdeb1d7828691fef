// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.io;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files with a token that goes into the header {@code Authorization}. */
public final class BearerFile {
  private static final int MOST_BYTES = 16 << 10;

  private BearerFile() {}

  /**
   * The value of the header, {@code Bearer} and the token; white space around the token is left
   * out. Nothing that is thrown repeats a character of it. Source: RFC 6750, section 2.1.
   *
   * @param file holds the token, 1 to 16,384 bytes of visible ASCII
   * @throws IOException when it cannot be read or holds something else
   */
  public static String header(Path file) throws IOException {
    byte[] bytes;
    try (InputStream content = Files.newInputStream(file)) {
      bytes = content.readNBytes(MOST_BYTES + 1);
    }
    String token = new String(bytes, StandardCharsets.ISO_8859_1).strip();
    boolean plain = token.chars().allMatch(c -> c > ' ' && c < 0x7f);
    if (token.isEmpty() || !plain || bytes.length > MOST_BYTES) {
      throw new IOException(
          file
              + " holds no token, expected one line of 1 to "
              + MOST_BYTES
              + " visible ASCII characters. Maybe it has two lines, or quotes of another alphabet");
    }
    return "Bearer " + token;
  }
}
