// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.proof;

import dev.probity.auditsink.Examples;
import dev.probity.auditsink.entry.Entry;
import dev.probity.auditsink.entry.Prepared;
import dev.probity.auditsink.entry.Source;
import dev.probity.auditsink.io.Stream;
import dev.probity.auditsink.note.Checkpoint;
import dev.probity.auditsink.note.Policy;
import dev.probity.auditsink.note.SignatureLine;
import dev.probity.auditsink.note.SignedNote;
import dev.probity.auditsink.tree.Hash;
import dev.probity.auditsink.tree.InclusionProof;
import dev.probity.auditsink.tree.Nodes;
import dev.probity.auditsink.tree.TreeHasher;
import dev.probity.auditsink.verify.VerifierRun;
import dev.probity.topics.record.Prediction;
import dev.probity.topics.value.Bytes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A small ledger of decided candidates, and the bundle of any of them. */
public final class DecidedLedger {
  public static final String POLICY = Policy.text(VerifierRun.SIGNER.key(), null);

  public final List<Entry> entries = new ArrayList<>();
  public final List<Prediction> predictions = new ArrayList<>();
  private final List<Prepared> records;
  private final List<byte[]> leaves = new ArrayList<>();
  private final TreeHasher hasher = new TreeHasher();

  /** Candidates C-0, C-1, … each with prediction, explanation and outcome: four entries. */
  public DecidedLedger(int candidates) {
    Stream stream = new Stream();
    for (int i = 0; i < candidates; i++) {
      predictions.add(stream.decided("C-" + i, i % 4));
    }
    records = stream.prepared();
    Map<Source, Long> seqs = new HashMap<>();
    for (Prepared record : records) {
      long seq = seqs.merge(record.source(), 1L, Long::sum) - 1;
      byte[] bytes = record.entryBytes(entries.size(), seq, Examples.NOW);
      entries.add(Entry.parse(bytes));
      leaves.add(hasher.leaf(bytes));
    }
  }

  /** Root of any stretch of leaves, by the definition. */
  private byte[] root(int from, int to) {
    if (to - from == 1) {
      return leaves.get(from);
    }
    int split = Integer.highestOneBit(to - from - 1);
    return hasher.node(root(from, from + split), root(from + split, to));
  }

  public Checkpoint head() {
    Hash root = Hash.of(root(0, entries.size()));
    return new Checkpoint(VerifierRun.SIGNER.key().name(), entries.size(), root);
  }

  public Bytes note(SignatureLine... more) {
    SignedNote note = VerifierRun.SIGNER.sign(head().text());
    List<SignatureLine> lines = new ArrayList<>(note.signatures());
    lines.addAll(List.of(more));
    return Bytes.copyOf(new SignedNote(note.text(), lines).toBytes());
  }

  /** Entries about the decision of one candidate, each with its proof. */
  public List<Evidence> evidence(int candidate) {
    Nodes nodes =
        (level, index) ->
            root(Math.toIntExact(index << level), Math.toIntExact((index + 1) << level));
    List<Evidence> evidence = new ArrayList<>();
    for (int idx = 4 * candidate; idx < 4 * candidate + 3; idx++) {
      InclusionProof proof = InclusionProof.of(idx, entries.size(), nodes, hasher);
      Bytes stored = Bytes.copyOf(records.get(idx).stored());
      evidence.add(new Evidence(entries.get(idx), stored, proof.path()));
    }
    return evidence;
  }

  public byte[] bundle(int candidate) {
    String id = Objects.requireNonNull(predictions.get(candidate)).id();
    return ProofBundle.write(id, evidence(candidate), note(), POLICY);
  }
}
