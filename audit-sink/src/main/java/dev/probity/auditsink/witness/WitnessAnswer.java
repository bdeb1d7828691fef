// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.witness;

import dev.probity.auditsink.note.Checkpoint;
import dev.probity.auditsink.note.SignatureLine;

/** What a witness says to a head. */
public sealed interface WitnessAnswer {
  /** Its HTTP status. */
  int status();

  /**
   * The head extends the one before it.
   *
   * @param checkpoint the head, now the newest this witness has seen
   * @param line the cosignature
   */
  record Cosigned(Checkpoint checkpoint, SignatureLine line) implements WitnessAnswer {
    @Override
    public int status() {
      return 200;
    }
  }

  /**
   * The log believes this witness to be elsewhere than it is.
   *
   * @param size size this witness cosigned last
   */
  record Conflict(long size) implements WitnessAnswer {
    @Override
    public int status() {
      return 409;
    }
  }

  /**
   * Not cosigned.
   *
   * @param reason why
   * @param words the same for people
   */
  record Refused(Reason reason, String words) implements WitnessAnswer {
    @Override
    public int status() {
      return reason.status;
    }
  }

  /** Why a head is not cosigned. */
  enum Reason {
    /** The request is malformed or contradicts itself. */
    MALFORMED(400, false),
    /** No trusted key signed the head, or a signature under one is bad. */
    UNTRUSTED(403, true),
    /** The log is not known here. */
    UNKNOWN_LOG(404, false),
    /** The head does not extend the one before it: a fork or a rollback. */
    INCONSISTENT(422, true);

    private final int status;
    private final boolean evidence;

    Reason(int status, boolean evidence) {
      this.status = status;
      this.evidence = evidence;
    }

    /** Whether the request is worth keeping: somebody signed what he must not. */
    public boolean evidence() {
      return evidence;
    }
  }
}
