// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.proof;

import dev.probity.auditsink.entry.Entry;
import dev.probity.auditsink.note.Policy;
import dev.probity.auditsink.note.Standing;
import dev.probity.auditsink.tree.Hash;
import dev.probity.auditsink.tree.InclusionProof;
import dev.probity.auditsink.tree.TreeHasher;
import dev.probity.auditsink.verify.Finding;
import dev.probity.auditsink.verify.FindingCode;
import dev.probity.auditsink.verify.VerifyReport;
import dev.probity.topics.value.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Checks a proof bundle against keys named from outside: the head is signed, each entry lies under
 * it, each record is what its entry commits to, the records are about one decision, and the file
 * holds nothing else.
 */
public final class BundleVerifier {
  private final Policy policy;
  private final List<Finding> findings = new ArrayList<>();
  private final TreeHasher hasher = new TreeHasher();
  private SortedMap<String, Bytes> files = new TreeMap<>();
  private final SortedMap<Long, Entry> entries = new TreeMap<>();
  private @Nullable Standing standing;
  private @Nullable Bytes note;

  private BundleVerifier(Policy policy) {
    this.policy = policy;
  }

  /** Checks the file; a verdict on each entry is in the report. */
  public static VerifyReport verify(Policy policy, byte[] bundle) {
    return new BundleVerifier(policy).run(bundle);
  }

  private VerifyReport run(byte[] bundle) {
    try {
      files = StoredZip.read(bundle);
    } catch (IllegalArgumentException e) {
      add(FindingCode.BUNDLE_FILE, -1, "bundle", "a bundle", e.getMessage());
      return report();
    }
    readEntries();
    SortedMap<Long, String> names = BundleLayout.recordFiles(entries.values());
    entries.forEach((idx, entry) -> check(entry, names.getOrDefault(idx, "")));
    DecisionCheck decision = new DecisionCheck(entries.values(), names, files);
    decision
        .faults()
        .forEach(f -> add(FindingCode.BUNDLE_FILE, f.idx(), f.where(), f.wanted(), f.found()));
    Standing head = standing;
    if (head != null) {
      long size = head.checkpoint().size();
      Bytes manifest = BundleLayout.manifest(decision.id(), size, names, files);
      if (!Objects.equals(files.get(BundleLayout.MANIFEST), manifest)) {
        add(FindingCode.BUNDLE_FILE, -1, BundleLayout.MANIFEST, "that of the files", "another");
      }
    }
    checkNames(names);
    return report();
  }

  private void readEntries() {
    files.forEach(
        (name, bytes) -> {
          if (name.startsWith(BundleLayout.ENTRIES)) {
            try {
              Entry entry = Entry.parse(bytes.toArray());
              if (name.equals(BundleLayout.entryFile(entry.idx()))) {
                entries.put(entry.idx(), entry);
              } else {
                add(FindingCode.BUNDLE_FILE, idxIn(name), name, "its idx as name", entry.idx());
              }
            } catch (IllegalArgumentException e) {
              add(FindingCode.ENTRY_MALFORMED, idxIn(name), name, "an entry", e.getMessage());
            }
          }
        });
    if (entries.isEmpty()) {
      add(FindingCode.BUNDLE_FILE, -1, BundleLayout.ENTRIES, "entries", "none");
    }
  }

  private static long idxIn(String name) {
    String digits = name.replaceAll("[^0-9]", "");
    return digits.isEmpty() || digits.length() > 18 ? -1 : Long.parseLong(digits);
  }

  private void check(Entry entry, String recordFile) {
    String name = BundleLayout.proofFile(entry.idx());
    Bytes file = files.get(name);
    if (file == null) {
      add(FindingCode.PROOF_MISMATCH, entry.idx(), name, "a proof", "none");
      return;
    }
    try {
      TlogProof proof = TlogProof.parse(file.toArray());
      Standing head = opened(proof.note());
      long size = head.checkpoint().size();
      Hash leaf = Hash.of(hasher.leaf(entry.toBytes()));
      boolean holds =
          proof.index() == entry.idx()
              && new InclusionProof(entry.idx(), size, proof.path())
                  .holds(leaf, head.checkpoint().root(), hasher);
      if (!holds) {
        String wanted = head.checkpoint().root().base64();
        add(FindingCode.PROOF_MISMATCH, entry.idx(), name, wanted, "another root");
      }
      checkRecord(entry, proof.extra(), files.get(recordFile), recordFile);
    } catch (IllegalArgumentException e) {
      add(FindingCode.PROOF_MISMATCH, entry.idx(), name, "a proof under the head", e.getMessage());
    }
  }

  /** All proofs lead to one head, which a key of the policy signed. */
  private Standing opened(Bytes text) {
    Standing known = standing;
    if (known != null && Objects.equals(note, text)) {
      return known;
    }
    if (note != null) {
      throw new IllegalArgumentException("a head other than that of the first proof");
    }
    Standing opened = policy.open(text.toArray());
    note = text;
    standing = opened;
    return opened;
  }

  private void checkRecord(Entry entry, @Nullable Bytes extra, @Nullable Bytes value, String name) {
    if (extra == null) {
      if (value != null) {
        add(FindingCode.COMMIT_MISMATCH, entry.idx(), name, "what opens it", "nothing");
      }
    } else if (!Disclosure.parse(extra).opens(entry, value)) {
      add(
          FindingCode.COMMIT_MISMATCH,
          entry.idx(),
          name,
          "what the entry commits to",
          "other bytes");
    }
  }

  private void checkNames(SortedMap<Long, String> names) {
    for (String name : files.keySet()) {
      boolean known =
          List.of(
                  BundleLayout.MANIFEST,
                  BundleLayout.POLICY,
                  BundleLayout.STATEMENT,
                  BundleLayout.GUIDE)
              .contains(name);
      boolean proof =
          entries.keySet().stream().anyMatch(idx -> name.equals(BundleLayout.proofFile(idx)));
      if (!known
          && !proof
          && !name.startsWith(BundleLayout.ENTRIES)
          && !names.containsValue(name)) {
        add(FindingCode.BUNDLE_FILE, -1, name, "no such file", "one");
      }
    }
  }

  private void add(
      FindingCode code, long idx, String where, String expected, @Nullable Object found) {
    findings.add(new Finding(code, idx, idx, where, expected, String.valueOf(found)));
  }

  private VerifyReport report() {
    Standing head = standing;
    List<String> unchecked = new ArrayList<>();
    List<String> heldBy = new ArrayList<>();
    if (head != null) {
      heldBy.addAll(head.lines());
      unchecked.addAll(head.unmet());
    }
    entries.values().stream()
        .filter(entry -> files.get(nameOf(entry)) == null && entry.valueCommit() != null)
        .forEach(entry -> heldBy.add("entry " + entry.idx() + " alone: its record is erased"));
    return new VerifyReport(
        head == null ? 0 : head.checkpoint().size(),
        head == null ? Hash.of(hasher.emptyRoot()) : head.checkpoint().root(),
        head == null ? 0 : 1,
        List.of(),
        heldBy,
        findings,
        findings.size(),
        unchecked);
  }

  private String nameOf(Entry entry) {
    return Objects.requireNonNullElse(
        BundleLayout.recordFiles(entries.values()).get(entry.idx()), "");
  }
}
