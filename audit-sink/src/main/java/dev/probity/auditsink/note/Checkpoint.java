// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.note;

import dev.probity.auditsink.tree.Hash;

/**
 * A tree head as three lines: origin, size, root. There is no time in it; the record and the
 * witness say when.
 *
 * @param origin name of the log, which is its key's name too
 * @param size number of leaves
 * @param root root hash
 */
public record Checkpoint(String origin, long size, Hash root) {
  public Checkpoint {
    VerifierKey.checkedName(origin);
    if (size < 0) {
      throw new IllegalArgumentException("size is " + size);
    }
  }

  /** Parses a note's text; a fourth line or anything else not rendered the same is refused. */
  public static Checkpoint parse(String text) {
    String[] lines = text.split("\n", -1);
    if (lines.length != 4 || !lines[3].isEmpty()) {
      throw new MalformedTextException("checkpoint is not three lines");
    }
    byte[] root = StrictText.base64(lines[2]);
    if (root.length != Hash.BYTES) {
      throw new MalformedTextException("checkpoint root has " + root.length + " bytes");
    }
    Checkpoint parsed = new Checkpoint(lines[0], StrictText.decimal(lines[1]), Hash.of(root));
    if (!parsed.text().equals(text)) {
      throw new MalformedTextException("checkpoint does not render to its own text");
    }
    return parsed;
  }

  /** The three lines. */
  public String text() {
    return origin + '\n' + size + '\n' + root.base64() + '\n';
  }
}
