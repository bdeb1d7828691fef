// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.io;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A store that is a folder. It has no lock: who may write the folder may delete from it. */
final class TileFolder implements ObjectStore {
  private static final String PART = ".tmp";

  private final Path folder;

  TileFolder(Path folder) {
    this.folder = folder;
  }

  @Override
  public byte @Nullable [] read(String path) {
    Path file = folder.resolve(path);
    try {
      if (!Files.isRegularFile(file)) {
        return null;
      }
      if (Files.size(file) > LARGEST_BYTES) {
        throw new IllegalArgumentException(file + " is larger than any tile");
      }
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be read", e);
    }
  }

  @Override
  public boolean has(String path) {
    return Files.isRegularFile(folder.resolve(path));
  }

  @Override
  public void write(String path, byte[] bytes) throws IOException {
    Path file = folder.resolve(path);
    Path parent = file.toAbsolutePath().getParent();
    if (parent == null) {
      throw new IOException(file + " has no folder");
    }
    Files.createDirectories(parent);
    Path whole = Files.createTempFile(parent, "part", PART);
    Files.write(whole, bytes);
    Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  @Override
  public Kept keep(String name, byte[] bytes, Instant until) throws IOException {
    byte[] there = read(name);
    if (there == null) {
      write(name, bytes);
    } else if (!Arrays.equals(there, bytes)) {
      throw new IOException(
          folder.resolve(name) + " is there with other bytes, and must never change");
    }
    return Kept.UNLOCKED;
  }

  @Override
  public void delete(String name) throws IOException {
    Files.deleteIfExists(folder.resolve(name));
  }

  @Override
  public @Nullable String last(String beginning) throws IOException {
    int slash = beginning.lastIndexOf('/');
    String inside = beginning.substring(0, slash + 1);
    Path place = folder.resolve(inside);
    if (!Files.isDirectory(place)) {
      return null;
    }
    try (Stream<Path> files = Files.list(place)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> inside + file.getFileName())
          .filter(name -> name.startsWith(beginning) && !name.endsWith(PART))
          .max(Comparator.naturalOrder())
          .orElse(null);
    }
  }

  @Override
  public String toString() {
    return folder.toString();
  }
}
