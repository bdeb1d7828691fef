// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.io;

import dev.probity.auditsink.tiles.TileFiles;
import dev.probity.topics.io.S3Access;
import dev.probity.topics.io.S3Address;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where exports and the archive of the ledger live: a folder, or a bucket that speaks S3. Names are
 * relative, with slashes; each object appears whole or not at all. {@code ObjectStoreContract}
 * holds every adapter.
 */
public interface ObjectStore extends TileFiles {
  /** No object of a log is larger than this, in bytes. */
  int LARGEST_BYTES = 64 << 20;

  /**
   * The store at an address.
   *
   * @param address {@code s3://bucket/prefix}, reached as the environment says, or a folder
   * @throws IllegalArgumentException when it is no address, or the environment lacks something
   */
  static ObjectStore at(String address) {
    return address.startsWith(S3Address.SCHEME)
        ? new S3Store(S3Address.parse(address), S3Access.of(System.getenv()))
        : new TileFolder(Path.of(address));
  }

  /** The store that is a folder, which need not be there yet. */
  static ObjectStore in(Path folder) {
    return new TileFolder(folder);
  }

  /** Whether the object is there. */
  boolean has(String name) throws IOException;

  /**
   * How many of the names, counted from the first, are there.
   *
   * @param names objects that are written in this order and never deleted
   */
  default int present(List<String> names) throws IOException {
    for (int i = 0; i < names.size(); i++) {
      if (!has(names.get(i))) {
        return i;
      }
    }
    return names.size();
  }

  /** Writes an object, in place of one that is there. */
  void write(String name, byte[] bytes) throws IOException;

  /**
   * Writes an object that is never replaced; when it is there with the same bytes, nothing happens.
   *
   * @param until the store refuses to delete it before, where it can ({@link Kept#LOCKED})
   * @throws IOException also when the object is there with other bytes
   */
  Kept keep(String name, byte[] bytes, Instant until) throws IOException;

  /** What holds an object in place. */
  enum Kept {
    /** The store refuses to delete or replace it. */
    LOCKED,
    /** Only the rights of its users do: this store has no object lock. */
    UNLOCKED
  }

  /** Removes an object; nothing happens when it is not there. */
  void delete(String name) throws IOException;

  /** The last of the names that begin so, in the order of their characters; null when none does. */
  @Nullable String last(String beginning) throws IOException;
}
