// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.io;

import dev.probity.auditsink.tiles.TileFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;

/** The files of an exported log in a folder; each appears whole or not at all. */
final class TileFolder implements TileFiles {
  private static final long LARGEST_BYTES = 32 << 20;

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

  boolean has(String path) {
    return Files.isRegularFile(folder.resolve(path));
  }

  void write(String path, byte[] bytes) throws IOException {
    Path file = folder.resolve(path);
    Path parent = file.toAbsolutePath().getParent();
    if (parent == null) {
      throw new IOException(file + " has no folder");
    }
    Files.createDirectories(parent);
    Path whole = Files.createTempFile(parent, "part", ".tmp");
    Files.write(whole, bytes);
    Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
