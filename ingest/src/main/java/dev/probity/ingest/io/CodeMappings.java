// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest.io;

import dev.probity.ingest.CodeMapping;
import dev.probity.topics.profile.Profile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Mapping files. */
public final class CodeMappings {
  private static final int MOST_BYTES = 1 << 20;

  private CodeMappings() {}

  /**
   * Loads a mapping file of at most 1 MiB.
   *
   * @throws IllegalArgumentException naming everything that is wrong in it
   * @throws UncheckedIOException when it cannot be read
   */
  public static CodeMapping load(Path file, Profile profile) {
    byte[] json;
    try (InputStream in = Files.newInputStream(file)) {
      json = in.readNBytes(MOST_BYTES + 1);
    } catch (IOException e) {
      throw new UncheckedIOException("the mapping file " + file + " cannot be read", e);
    }
    if (json.length > MOST_BYTES) {
      throw new IllegalArgumentException(
          "the mapping file " + file + " has more than " + MOST_BYTES + " bytes");
    }
    return CodeMapping.read(json, profile);
  }
}
