// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.proof;

import dev.probity.auditsink.entry.Entry;
import dev.probity.auditsink.note.StrictText;
import dev.probity.auditsink.tree.Hash;
import dev.probity.auditsink.tree.InclusionProof;
import dev.probity.auditsink.tree.TreeHasher;
import dev.probity.topics.value.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Objects;

/**
 * One entry and the proof that the ledger holds it, in one C2SP tlog-proof. The entry stands in
 * {@code extra}, as canonical JSON {@code {"entry":"<base64>"}}; nothing vouches for it but that
 * its leaf hash leads to the signed root. An entry holds no personal data, so neither does the
 * file.
 *
 * @param entry the entry
 * @param proof index, path and signed head
 */
public record EntryProof(Entry entry, TlogProof proof) {
  static final String FIRST_LINE = "c2sp.org/tlog-proof@v1\n";
  private static final String BEFORE = "{\"entry\":\"";
  private static final String AFTER = "\"}";

  /** Puts the entry beside its path to the head of {@code note}. */
  public static EntryProof of(Entry entry, List<Hash> path, Bytes note) {
    return new EntryProof(entry, new TlogProof(extra(entry), entry.idx(), path, note));
  }

  private static Bytes extra(Entry entry) {
    String base64 = Base64.getEncoder().encodeToString(entry.toBytes());
    return Bytes.copyOf((BEFORE + base64 + AFTER).getBytes(StandardCharsets.US_ASCII));
  }

  /** Reads a proof; anything that would not be rendered the same is refused. */
  public static EntryProof parse(byte[] file) {
    TlogProof proof = TlogProof.parse(file);
    Bytes extra = proof.extra();
    String text = extra == null ? "" : new String(extra.toArray(), StandardCharsets.ISO_8859_1);
    if (!text.startsWith(BEFORE) || !text.endsWith(AFTER)) {
      throw new IllegalArgumentException("the proof does not hold its entry");
    }
    String base64 = text.substring(BEFORE.length(), text.length() - AFTER.length());
    EntryProof parsed = new EntryProof(Entry.parse(StrictText.base64(base64)), proof);
    if (!Objects.equals(extra(parsed.entry), extra) || !Arrays.equals(parsed.toBytes(), file)) {
      throw new IllegalArgumentException("the proof does not render to its own bytes");
    }
    return parsed;
  }

  /** The file. */
  public byte[] toBytes() {
    return proof.toBytes();
  }

  /** Whether the entry lies where it says, under the root of the head; who signed is not asked. */
  public boolean holds(TreeHasher hasher) {
    long size = proof.checkpoint().size();
    return proof.index() == entry.idx()
        && proof.index() < size
        && new InclusionProof(entry.idx(), size, proof.path())
            .holds(Hash.of(hasher.leaf(entry.toBytes())), proof.checkpoint().root(), hasher);
  }
}
