// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.io;

import dev.probity.auditsink.io.ObjectStore.Kept;
import dev.probity.auditsink.note.SignedNote;
import dev.probity.auditsink.verify.Anchor;
import dev.probity.topics.value.Bytes;
import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Signed heads in an archive: one object each, by size, that is never replaced. */
public final class ArchivedHeads {
  private static final String PLACE = "checkpoints/";

  private ArchivedHeads() {}

  /** Name of a head; the size has 20 digits, so that names sort as sizes do. */
  static String name(long size) {
    return PLACE + "%020d".formatted(size);
  }

  /**
   * Keeps a head. One that is there stays as it was signed then, though it has more signatures now.
   *
   * @throws IOException also when another head of this size is there
   */
  static Kept keep(ObjectStore archive, long size, byte[] note, Instant until) throws IOException {
    byte[] there = archive.read(name(size));
    if (there != null && SignedNote.parse(there).text().equals(SignedNote.parse(note).text())) {
      return archive.keep(name(size), there, until);
    }
    return archive.keep(name(size), note, until);
  }

  /** The newest head of an archive, as a head kept elsewhere; null when it has none. */
  public static @Nullable Anchor newest(ObjectStore archive) throws IOException {
    String name = archive.last(PLACE);
    byte[] note = name == null ? null : archive.read(name);
    return note == null ? null : new Anchor(archive + " " + name, Bytes.copyOf(note));
  }
}
