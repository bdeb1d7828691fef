// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.io;

import dev.probity.auditsink.verify.Anchor;
import dev.probity.topics.value.Bytes;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Signed heads in an archive: one object each, by size, that is never replaced. */
public final class ArchivedHeads {
  private static final String PLACE = "checkpoints/";

  private ArchivedHeads() {}

  /** Name of a head; the size has 20 digits, so that names sort as sizes do. */
  static String name(long size) {
    return PLACE + "%020d".formatted(size);
  }

  /** The newest head of an archive, as a head kept elsewhere; null when it has none. */
  public static @Nullable Anchor newest(ObjectStore archive) throws IOException {
    String name = archive.last(PLACE);
    byte[] note = name == null ? null : archive.read(name);
    return note == null ? null : new Anchor(archive + " " + name, Bytes.copyOf(note));
  }
}
