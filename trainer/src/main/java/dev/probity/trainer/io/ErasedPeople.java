// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.io;

import dev.probity.model.ModelDigest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Who must leave no row in a data set: a file of the repository with the first 128 bits of
 * SHA-256(candidate id) a line, as data sets name people. An erasure says on the stream which
 * request it carried out and never whom, so the trainer has to be told here.
 */
public final class ErasedPeople implements Predicate<String> {
  private static final String FILE = "erased";
  private static final int DIGITS = 32;

  private final Set<String> hashes;

  private ErasedPeople(Set<String> hashes) {
    this.hashes = hashes;
  }

  /**
   * Those of a repository's folder; nobody when it has no such file.
   *
   * @throws IOException when the file is there and not readable
   */
  public static ErasedPeople of(Path repository) throws IOException {
    Path file = repository.resolve(FILE);
    if (!Files.exists(file)) {
      return new ErasedPeople(Set.of());
    }
    Set<String> hashes =
        Files.readAllLines(file).stream()
            .map(String::strip)
            .filter(line -> !line.isEmpty())
            .collect(Collectors.toUnmodifiableSet());
    for (String hash : hashes) {
      if (!hash.matches("[0-9a-f]{32}")) {
        throw new IOException(
            "the list of erased people has a line that is no 32 hex digits. Maybe restore it");
      }
    }
    return new ErasedPeople(hashes);
  }

  /** Adds a person; from the next replay on no data set has a row of theirs. */
  public static void add(Path repository, String candidateId) throws IOException {
    Files.createDirectories(repository);
    Files.writeString(
        repository.resolve(FILE),
        hashed(candidateId) + "\n",
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  @Override
  public boolean test(String candidateId) {
    return !hashes.isEmpty() && hashes.contains(hashed(candidateId));
  }

  /** Whether the person a row of a data set names was erased. */
  public boolean testHashed(@Nullable String id) {
    return id != null && hashes.contains(id);
  }

  private static String hashed(String candidateId) {
    return ModelDigest.sha256(candidateId.getBytes(StandardCharsets.UTF_8)).substring(0, DIGITS);
  }
}
