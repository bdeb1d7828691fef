// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.sign;

import dev.probity.auditsink.note.Checkpoint;
import dev.probity.auditsink.note.NoteSigner;
import dev.probity.auditsink.note.SignedNote;
import dev.probity.auditsink.tree.ConsistencyProof;
import dev.probity.auditsink.tree.Frontier;
import dev.probity.auditsink.tree.Hash;
import dev.probity.auditsink.tree.TiledNodes;
import dev.probity.auditsink.tree.TreeHasher;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Signs the head of a tree after proving, from the stored tiles and not from anything remembered,
 * that it extends the head signed last. Used by one thread.
 */
public final class CheckpointSigner {
  private final NoteSigner signer;
  private final TreeHasher hasher = new TreeHasher();
  private final TiledNodes nodes;

  /**
   * A signer.
   *
   * @param signer the key; its name is the log's origin
   * @param tiles the stored tiles
   */
  public CheckpointSigner(NoteSigner signer, TiledNodes.Source tiles) {
    this.signer = signer;
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
    Checkpoint next = new Checkpoint(signer.key().name(), frontier.size(), root);
    if (last == null) {
      return frontier.size() == 0 ? new SigningResult.NotGrown() : signed(next);
    }
    Checkpoint previous;
    try {
      SignedNote note = SignedNote.parse(last);
      previous = Checkpoint.parse(note.text());
      if (note.verifiedBy(List.of(signer.key())).isEmpty()) {
        return new SigningResult.Refused("the last checkpoint is not signed by this key");
      }
    } catch (IllegalArgumentException e) {
      return new SigningResult.Refused("the last checkpoint is malformed: " + e.getMessage());
    }
    return next.equals(previous) ? new SigningResult.NotGrown() : extend(previous, next);
  }

  private SigningResult extend(Checkpoint previous, Checkpoint next) {
    String step = "from size " + previous.size() + " to " + next.size();
    if (!previous.origin().equals(next.origin()) || next.size() <= previous.size()) {
      return new SigningResult.Refused("the tree does not continue " + step);
    }
    ConsistencyProof proof =
        ConsistencyProof.of(previous.size(), next.size(), nodes.at(next.size()), hasher);
    return proof.holds(previous.root(), next.root(), hasher)
        ? signed(next)
        : new SigningResult.Refused("the stored tiles do not lead " + step);
  }

  private SigningResult signed(Checkpoint head) {
    return new SigningResult.Signed(head, signer.sign(head.text()));
  }
}
