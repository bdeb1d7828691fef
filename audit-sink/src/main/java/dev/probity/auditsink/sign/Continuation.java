// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.sign;

import dev.probity.auditsink.note.Checkpoint;
import dev.probity.auditsink.tree.ConsistencyProof;
import dev.probity.auditsink.tree.Frontier;
import dev.probity.auditsink.tree.Hash;
import dev.probity.auditsink.tree.TiledNodes;
import dev.probity.auditsink.tree.TreeHasher;

/** How a stored tree stands to a head that was published. */
public sealed interface Continuation {
  /** Where the stored tree ends. */
  long size();

  /**
   * The tree has that head behind it.
   *
   * @param size its leaves
   */
  record Continues(long size) implements Continuation {}

  /**
   * The tree ends before that head: it is an older copy.
   *
   * @param size its leaves
   */
  record Behind(long size) implements Continuation {}

  /**
   * The tree is as large as that head or larger, and another one.
   *
   * @param size its leaves
   */
  record Forked(long size) implements Continuation {}

  /**
   * Compares by the stored tiles.
   *
   * @param stored the committed tree
   * @param published the head
   */
  static Continuation of(Frontier stored, Checkpoint published, TiledNodes nodes) {
    TreeHasher hasher = new TreeHasher();
    long size = stored.size();
    if (published.size() > size) {
      return new Behind(size);
    }
    Hash root = stored.root(hasher);
    ConsistencyProof proof = ConsistencyProof.of(published.size(), size, nodes.at(size), hasher);
    return proof.holds(published.root(), root, hasher) ? new Continues(size) : new Forked(size);
  }
}
