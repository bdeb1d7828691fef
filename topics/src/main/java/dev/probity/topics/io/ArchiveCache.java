// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Archives on the local disk, so that a process can start while the store is away. What was used
 * least recently goes when there is too much; a file appears whole or not at all.
 */
final class ArchiveCache {
  private static final String ENDING = ".zip";

  private final Path folder;
  private final long most;
  private final InstantSource clock;

  /**
   * A cache.
   *
   * @param folder need not exist yet
   * @param most bytes it may hold; the newest archive stays, however large
   */
  ArchiveCache(Path folder, long most, InstantSource clock) {
    this.folder = folder;
    this.most = most;
    this.clock = clock;
  }

  private Path file(String digest) {
    return folder.resolve(digest + ENDING);
  }

  /** The archive; null when it is not here. */
  byte @Nullable [] get(String digest) throws IOException {
    try {
      byte[] bytes = Files.readAllBytes(file(digest));
      Files.setLastModifiedTime(file(digest), FileTime.from(clock.instant()));
      return bytes;
    } catch (NoSuchFileException absent) {
      return null;
    }
  }

  /** Forgets an archive. */
  void drop(String digest) throws IOException {
    Files.deleteIfExists(file(digest));
  }

  /** Keeps an archive, and drops the oldest ones beyond the bound. */
  void put(String digest, byte[] archive) throws IOException {
    Files.createDirectories(folder);
    Path draft = Files.createTempFile(folder, "draft-", "");
    Files.write(draft, archive);
    Files.setLastModifiedTime(draft, FileTime.from(clock.instant()));
    Files.move(draft, file(digest), StandardCopyOption.ATOMIC_MOVE);
    long held = 0;
    for (Path each : newestFirst()) {
      held += Files.size(each);
      if (held > most && !each.equals(file(digest))) {
        Files.deleteIfExists(each);
      }
    }
  }

  private List<Path> newestFirst() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.toString().endsWith(ENDING))
          .sorted(Comparator.comparing((Path file) -> file.toFile().lastModified()).reversed())
          .toList();
    }
  }
}
