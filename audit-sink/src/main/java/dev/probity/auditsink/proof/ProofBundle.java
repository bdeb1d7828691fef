// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.proof;

import dev.probity.auditsink.entry.Body;
import dev.probity.auditsink.entry.Commitments;
import dev.probity.auditsink.entry.Entry;
import dev.probity.auditsink.note.Checkpoint;
import dev.probity.auditsink.note.SignedNote;
import dev.probity.topics.value.Bytes;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Everything a person needs to check one decision, in one file: the records as they were received,
 * their entries, the proofs that the ledger holds them under a signed head, and a letter in plain
 * words. The same evidence gives the same bytes.
 */
public final class ProofBundle {
  private final Commitments commitments = new Commitments();
  private final SortedMap<String, Bytes> files = new TreeMap<>();

  private ProofBundle() {}

  /**
   * Makes the file.
   *
   * @param decisionId prediction id, 64 hexadecimal digits
   * @param evidence entries about the decision, by idx, the candidate's among them
   * @param note the signed head all paths lead to
   * @param policy whom the maker suggests to believe, as a policy file
   */
  public static byte[] write(
      String decisionId, List<Evidence> evidence, Bytes note, String policy) {
    return new ProofBundle().made(decisionId, evidence, note, policy);
  }

  private byte[] made(String decisionId, List<Evidence> evidence, Bytes note, String policy) {
    Checkpoint head = Checkpoint.parse(SignedNote.parse(note.toArray()).text());
    List<Entry> entries = evidence.stream().map(Evidence::entry).toList();
    SortedMap<Long, String> names = BundleLayout.recordFiles(entries);
    Letter letter = new Letter(decisionId, head);
    for (Evidence each : evidence) {
      add(each, note, names.get(each.entry().idx()), letter);
    }
    files.put(BundleLayout.POLICY, Bytes.utf8(policy));
    files.put(BundleLayout.GUIDE, Bytes.utf8(Letter.guide()));
    files.put(BundleLayout.STATEMENT, Bytes.utf8(letter.html()));
    files.put(BundleLayout.MANIFEST, BundleLayout.manifest(decisionId, head.size(), names, files));
    return StoredZip.write(files);
  }

  private void add(Evidence each, Bytes note, @Nullable String name, Letter letter) {
    Entry entry = each.entry();
    Bytes plain = each.body();
    Body body = plain == null ? null : Body.parse(plain.toArray());
    Bytes extra = null;
    if (body != null) {
      extra = Bytes.copyOf(Disclosure.of(body, commitments).toBytes());
      byte[] value = body.value();
      if (value != null && name != null) {
        files.put(name, Bytes.copyOf(value));
      }
    }
    letter.add(entry, body);
    TlogProof proof = new TlogProof(extra, entry.idx(), each.path(), note);
    files.put(BundleLayout.entryFile(entry.idx()), Bytes.copyOf(entry.toBytes()));
    files.put(BundleLayout.proofFile(entry.idx()), Bytes.copyOf(proof.toBytes()));
  }
}
