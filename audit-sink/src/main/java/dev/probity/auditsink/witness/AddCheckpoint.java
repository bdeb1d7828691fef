// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.witness;

import dev.probity.auditsink.note.StrictText;
import dev.probity.auditsink.tree.Hash;
import dev.probity.topics.value.Bytes;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The request of C2SP tlog-witness: {@code old <size>}, the consistency path, an empty line, the
 * signed head.
 *
 * @param oldSize size of the head the witness cosigned last, 0 when none
 * @param path consistency path from that head, at most 63 hashes
 * @param note the signed head
 */
public record AddCheckpoint(long oldSize, List<Hash> path, Bytes note) {
  private static final int LONGEST = 63;
  private static final int MOST_BYTES = 128 * 1024;
  private static final String OLD = "old ";

  public AddCheckpoint {
    path = List.copyOf(path);
    if (oldSize < 0 || path.size() > LONGEST) {
      throw new IllegalArgumentException("old size " + oldSize + ", path of " + path.size());
    }
  }

  /** Reads a request; anything that would not be rendered the same is refused. */
  public static AddCheckpoint parse(byte[] bytes) {
    if (bytes.length > MOST_BYTES) {
      throw new IllegalArgumentException("request has " + bytes.length + " bytes");
    }
    String text = StrictText.utf8(bytes);
    int border = text.indexOf("\n\n");
    if (border < 0 || !text.startsWith(OLD)) {
      throw new IllegalArgumentException("request lacks its first or its empty line");
    }
    String[] lines = text.substring(0, border).split("\n", -1);
    List<Hash> path = new ArrayList<>();
    for (String line : List.of(lines).subList(1, lines.length)) {
      path.add(Hash.of(StrictText.base64(line)));
    }
    byte[] note = text.substring(border + 2).getBytes(StandardCharsets.UTF_8);
    long oldSize = StrictText.decimal(lines[0].substring(OLD.length()));
    AddCheckpoint parsed = new AddCheckpoint(oldSize, path, Bytes.copyOf(note));
    if (!Arrays.equals(parsed.toBytes(), bytes)) {
      throw new IllegalArgumentException("request does not render to its own bytes");
    }
    return parsed;
  }

  /** The request's bytes. */
  public byte[] toBytes() {
    StringBuilder head = new StringBuilder(OLD).append(oldSize).append('\n');
    path.forEach(hash -> head.append(hash.base64()).append('\n'));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(head.append('\n').toString().getBytes(StandardCharsets.UTF_8));
    out.writeBytes(note.toArray());
    return out.toByteArray();
  }
}
