// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.proof;

import dev.probity.auditsink.note.Checkpoint;
import dev.probity.auditsink.note.SignedNote;
import dev.probity.auditsink.note.StrictText;
import dev.probity.auditsink.tree.Hash;
import dev.probity.auditsink.tree.InclusionProof;
import dev.probity.topics.value.Bytes;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The text of C2SP tlog-proof: {@code c2sp.org/tlog-proof@v1}, an optional {@code extra} that
 * nothing vouches for, {@code index}, the path from the leaf's sibling upwards, an empty line, and
 * the signed head as it came.
 *
 * @param extra what is disclosed to recompute the entry; null when nothing is
 * @param index position of the leaf
 * @param path hashes, at most 63
 * @param note the signed head
 */
public record TlogProof(@Nullable Bytes extra, long index, List<Hash> path, Bytes note) {
  private static final String FIRST_LINE = "c2sp.org/tlog-proof@v1";
  private static final String EXTRA = "extra ";
  private static final String INDEX = "index ";
  private static final int MOST_BYTES = 256 * 1024;

  public TlogProof {
    path = List.copyOf(path);
    if (index < 0 || path.size() > InclusionProof.LONGEST) {
      throw new IllegalArgumentException("index " + index + ", path of " + path.size());
    }
  }

  /** Reads a proof; anything that would not be rendered the same is refused. */
  public static TlogProof parse(byte[] bytes) {
    if (bytes.length > MOST_BYTES) {
      throw new IllegalArgumentException("proof has " + bytes.length + " bytes");
    }
    String text = StrictText.utf8(bytes);
    int border = text.indexOf("\n\n");
    if (border < 0) {
      throw new IllegalArgumentException("proof lacks its empty line");
    }
    List<String> lines = Arrays.asList(text.substring(0, border).split("\n", -1));
    int at = 1;
    Bytes extra = null;
    if (lines.size() > at && lines.get(at).startsWith(EXTRA)) {
      extra = Bytes.copyOf(StrictText.base64(lines.get(at++).substring(EXTRA.length())));
    }
    if (!lines.getFirst().equals(FIRST_LINE)
        || lines.size() <= at
        || !lines.get(at).startsWith(INDEX)) {
      throw new IllegalArgumentException("proof lacks its first line or its index");
    }
    long index = StrictText.decimal(lines.get(at++).substring(INDEX.length()));
    List<Hash> path = new ArrayList<>();
    for (String line : lines.subList(at, lines.size())) {
      path.add(Hash.of(StrictText.base64(line)));
    }
    byte[] note = text.substring(border + 2).getBytes(StandardCharsets.UTF_8);
    TlogProof parsed = new TlogProof(extra, index, path, Bytes.copyOf(note));
    parsed.checkpoint();
    if (!Arrays.equals(parsed.toBytes(), bytes)) {
      throw new IllegalArgumentException("proof does not render to its own bytes");
    }
    return parsed;
  }

  /** The head's three lines; whether they are signed is for a policy to say. */
  public Checkpoint checkpoint() {
    return Checkpoint.parse(SignedNote.parse(note.toArray()).text());
  }

  /** The proof's bytes. */
  public byte[] toBytes() {
    StringBuilder head = new StringBuilder(FIRST_LINE).append('\n');
    if (extra != null) {
      String base64 = Base64.getEncoder().encodeToString(extra.toArray());
      head.append(EXTRA).append(base64).append('\n');
    }
    head.append(INDEX).append(index).append('\n');
    path.forEach(hash -> head.append(hash.base64()).append('\n'));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(head.append('\n').toString().getBytes(StandardCharsets.UTF_8));
    out.writeBytes(note.toArray());
    return out.toByteArray();
  }
}
