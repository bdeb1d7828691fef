// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.proof;

import dev.probity.auditsink.note.Checkpoint;
import dev.probity.auditsink.note.Policy;
import dev.probity.auditsink.note.Standing;
import dev.probity.auditsink.tree.ConsistencyProof;
import dev.probity.auditsink.tree.Hash;
import dev.probity.auditsink.tree.TreeHasher;
import dev.probity.auditsink.verify.Anchor;
import dev.probity.auditsink.verify.Finding;
import dev.probity.auditsink.verify.FindingCode;
import dev.probity.auditsink.verify.VerifyReport;
import dev.probity.auditsink.witness.AddCheckpoint;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Checks the small proofs that go into one text file: that an entry is in the log ({@link
 * EntryProof}), or that a later head extends an earlier one. The latter has the form in which
 * witnesses are asked ({@link AddCheckpoint}); the earlier head is not in it, because whoever asks
 * has kept it.
 */
public final class ProofFile {
  private final Policy policy;
  private final List<Anchor> kept;
  private final TreeHasher hasher = new TreeHasher();
  private final List<Finding> findings = new ArrayList<>();
  private final List<String> heldBy = new ArrayList<>();
  private final List<String> anchors = new ArrayList<>();
  private final List<String> unchecked = new ArrayList<>();
  private @Nullable Standing standing;

  private ProofFile(Policy policy, List<Anchor> kept) {
    this.policy = policy;
    this.kept = kept;
  }

  /**
   * Checks a file of either kind.
   *
   * @param policy whom to believe
   * @param file the proof
   * @param kept earlier heads; of a consistency proof, the one it begins at
   */
  public static VerifyReport verify(Policy policy, byte[] file, List<Anchor> kept) {
    return new ProofFile(policy, List.copyOf(kept)).run(file);
  }

  private VerifyReport run(byte[] file) {
    byte[] first = EntryProof.FIRST_LINE.getBytes(StandardCharsets.US_ASCII);
    boolean entry =
        file.length > first.length && Arrays.equals(file, 0, first.length, first, 0, first.length);
    try {
      if (entry) {
        entry(EntryProof.parse(file));
      } else {
        consistency(AddCheckpoint.parse(file));
      }
    } catch (IllegalArgumentException e) {
      fault(FindingCode.PROOF_MISMATCH, -1, "proof", "a proof under a trusted head", e);
    }
    return report();
  }

  private void entry(EntryProof proof) {
    standing = policy.open(proof.proof().note().toArray());
    if (!proof.holds(hasher)) {
      String root = proof.proof().checkpoint().root().base64();
      fault(FindingCode.PROOF_MISMATCH, proof.entry().idx(), "path", root, "another root");
    }
    kept.forEach(each -> unchecked.add("a proof of one entry compares with no other head"));
  }

  private void consistency(AddCheckpoint proof) {
    Standing later = policy.open(proof.note().toArray());
    standing = later;
    Checkpoint head = later.checkpoint();
    for (Anchor each : kept) {
      Checkpoint earlier = policy.open(each.note().toArray()).checkpoint();
      if (earlier.size() != proof.oldSize()) {
        unchecked.add("the head kept at " + each.name() + " has size " + earlier.size());
      } else if (proof.oldSize() <= head.size()
          && new ConsistencyProof(proof.oldSize(), head.size(), proof.path())
              .holds(earlier.root(), head.root(), hasher)) {
        anchors.add(each.name());
        heldBy.add("the head kept at " + each.name() + " is a prefix of this one");
      } else {
        String where = "path from the head kept at " + each.name();
        fault(FindingCode.CHECKPOINT_INCONSISTENT, -1, where, "the later root", "another");
      }
    }
    if (anchors.isEmpty() && findings.isEmpty()) {
      unchecked.add("no earlier head of size " + proof.oldSize() + " was given to begin at");
    }
  }

  private void fault(
      FindingCode code, long idx, String where, String expected, IllegalArgumentException found) {
    fault(code, idx, where, expected, String.valueOf(found.getMessage()));
  }

  private void fault(FindingCode code, long idx, String where, String expected, String found) {
    findings.add(new Finding(code, idx, idx, where, expected, found));
  }

  private VerifyReport report() {
    Standing head = standing;
    if (head != null) {
      heldBy.addAll(0, head.lines());
      unchecked.addAll(head.unmet());
    }
    return new VerifyReport(
        head == null ? 0 : head.checkpoint().size(),
        head == null ? Hash.of(hasher.emptyRoot()) : head.checkpoint().root(),
        head == null ? 0 : 1,
        anchors,
        heldBy,
        findings,
        findings.size(),
        unchecked);
  }
}
