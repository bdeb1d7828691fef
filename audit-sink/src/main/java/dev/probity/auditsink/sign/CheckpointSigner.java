// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.sign;

import dev.probity.auditsink.note.Checkpoint;
import dev.probity.auditsink.note.SignedNote;
import dev.probity.auditsink.tree.ConsistencyProof;
import dev.probity.auditsink.tree.Frontier;
import dev.probity.auditsink.tree.Hash;
import dev.probity.auditsink.tree.TiledNodes;
import dev.probity.auditsink.tree.TreeHasher;
import org.jspecify.annotations.Nullable;

/**
 * Signs the head of a tree after proving, from the stored tiles and not from anything remembered,
 * that it extends the head signed last. Used by one thread.
 */
public final class CheckpointSigner {
  private final LogKeys keys;
  private final TreeHasher hasher = new TreeHasher();
  private final TiledNodes nodes;

  /**
   * A signer.
   *
   * @param keys the key, whose name is the log's origin, and the one it takes over from
   * @param tiles the stored tiles
   */
  public CheckpointSigner(LogKeys keys, TiledNodes.Source tiles) {
    this.keys = keys;
    this.nodes = new TiledNodes(hasher, tiles);
  }

  /**
   * Signs a head.
   *
   * @param frontier the committed tree
   * @param last the note signed last, null before the first
   */
  public SigningResult sign(Frontier frontier, byte @Nullable [] last) {
    Hash root = frontier.root(hasher);
    Checkpoint next = new Checkpoint(keys.current().key().name(), frontier.size(), root);
    if (last == null) {
      return frontier.size() == 0 ? new SigningResult.NotGrown() : signed(next, false);
    }
    Checkpoint previous;
    boolean handover;
    try {
      SignedNote note = SignedNote.parse(last);
      handover = keys.takeOver(note);
      previous = Checkpoint.parse(note.text());
      if (!keys.signed(note)) {
        return new SigningResult.Refused("the last checkpoint is not signed by this key");
      }
    } catch (IllegalArgumentException e) {
      return new SigningResult.Refused("the last checkpoint is malformed: " + e.getMessage());
    }
    return next.equals(previous) ? new SigningResult.NotGrown() : extend(previous, next, handover);
  }

  private SigningResult extend(Checkpoint previous, Checkpoint next, boolean handover) {
    String step = "from size " + previous.size() + " to " + next.size();
    if (!previous.origin().equals(next.origin()) || next.size() <= previous.size()) {
      return new SigningResult.Refused("the tree does not continue " + step);
    }
    ConsistencyProof proof =
        ConsistencyProof.of(previous.size(), next.size(), nodes.at(next.size()), hasher);
    return proof.holds(previous.root(), next.root(), hasher)
        ? signed(next, handover)
        : new SigningResult.Refused("the stored tiles do not lead " + step);
  }

  private SigningResult signed(Checkpoint head, boolean handover) {
    return new SigningResult.Signed(head, keys.sign(head.text(), handover), handover);
  }
}
