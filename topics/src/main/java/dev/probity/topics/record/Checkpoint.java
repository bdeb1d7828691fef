// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.record;

import dev.probity.topics.value.Check;
import java.util.Base64;

/**
 * A signed tree head of the ledger. On the topic the value is the signed note itself; its first
 * three lines are origin, size and root.
 *
 * @param origin the name of the log, equal to the record key
 * @param size the number of entries
 * @param root the root hash in base64, 44 characters
 * @param note the signed note, at most 16 KiB
 */
public record Checkpoint(String origin, long size, String root, String note) {

  /** Checks and copies the components. */
  public Checkpoint {
    Check.text(origin, "origin");
    Check.count(size, "size");
    Check.that(isHash(Check.text(root, "root")), "root", "32 bytes in base64");
    Check.present(note, "note");
    Check.that(note.length() <= MAX_NOTE_CHARS, "note", "at most 16 KiB");
    Check.that(
        note.startsWith(origin + "\n" + size + "\n" + root + "\n\n\u2014 ") && note.endsWith("\n"),
        "note",
        "origin, size and root, an empty line and at least one signature");
  }

  /** The longest note, in characters. */
  public static final int MAX_NOTE_CHARS = 16_384;

  private static boolean isHash(String text) {
    try {
      byte[] hash = Base64.getDecoder().decode(text);
      return hash.length == 32 && Base64.getEncoder().encodeToString(hash).equals(text);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** The record key: the origin. */
  public String key() {
    return origin;
  }
}
