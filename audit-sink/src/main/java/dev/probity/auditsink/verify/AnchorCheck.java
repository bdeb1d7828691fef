// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.verify;

import dev.probity.auditsink.note.Checkpoint;
import dev.probity.auditsink.note.Policy;
import dev.probity.auditsink.note.Standing;
import dev.probity.auditsink.tree.Hash;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Compares the tree, as it grows under the verifier, with the heads that others kept. */
final class AnchorCheck {
  private final Findings findings;
  private final Deque<Kept> waiting = new ArrayDeque<>();
  private final List<String> held = new ArrayList<>();
  private long soundSize;

  private record Kept(String name, Checkpoint head) {}

  AnchorCheck(Findings findings, List<Anchor> anchors, @Nullable Policy policy) {
    this.findings = findings;
    if (policy != null) {
      anchors.stream()
          .map(anchor -> opened(anchor, policy))
          .filter(Objects::nonNull)
          .sorted(Comparator.comparingLong(kept -> kept.head.size()))
          .forEach(waiting::add);
    }
  }

  private @Nullable Kept opened(Anchor anchor, Policy policy) {
    try {
      Standing standing = policy.open(anchor.note().toArray());
      return new Kept(anchor.name(), standing.checkpoint());
    } catch (IllegalArgumentException e) {
      String found = String.valueOf(e.getMessage());
      String where = "head kept at " + anchor.name();
      findings.add(
          Finding.general(FindingCode.CHECKPOINT_SIGNATURE, where, "a trusted head", found));
      return null;
    }
  }

  /** Names of the places whose heads the ledger extends. */
  List<String> held() {
    return List.copyOf(held);
  }

  /** Compares the heads that are not larger than the tree now. */
  void upTo(long size, Supplier<Hash> root) {
    for (Kept kept = waiting.peek();
        kept != null && kept.head.size() <= size;
        kept = waiting.peek()) {
      waiting.remove();
      if (kept.head.root().equals(root.get())) {
        held.add(kept.name);
        soundSize = size;
      } else {
        findings.add(
            Finding.between(
                FindingCode.FORK,
                soundSize,
                Math.max(kept.head.size() - 1, soundSize),
                "head of size " + kept.head.size() + " kept at " + kept.name,
                kept.head.root().base64(),
                root.get().base64()));
      }
    }
  }

  /** After the last row: whatever others saw beyond it was taken away. */
  void finish(long size) {
    for (Kept kept : waiting) {
      String where = "head kept at " + kept.name;
      findings.add(
          Finding.between(
              FindingCode.ROLLBACK, size, kept.head.size() - 1, where, "entries", "none"));
    }
  }
}
