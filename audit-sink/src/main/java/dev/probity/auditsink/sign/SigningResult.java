// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.sign;

import dev.probity.auditsink.note.Checkpoint;
import dev.probity.auditsink.note.SignedNote;

/** What the signer made of a tree head. */
public sealed interface SigningResult {
  /**
   * A new head, signed.
   *
   * @param checkpoint the head
   * @param note the note to keep and publish
   * @param handover whether the previous key signed it too, and hands the log over
   */
  record Signed(Checkpoint checkpoint, SignedNote note, boolean handover)
      implements SigningResult {}

  /** The tree has not grown since the last head. */
  record NotGrown() implements SigningResult {}

  /**
   * The head is not a provable continuation of the last one; signing it would hide a fork.
   *
   * @param reason what does not fit
   */
  record Refused(String reason) implements SigningResult {}
}
