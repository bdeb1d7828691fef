// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.witness;

import dev.probity.auditsink.note.Checkpoint;
import dev.probity.auditsink.note.Cosigner;
import dev.probity.auditsink.note.MalformedTextException;
import dev.probity.auditsink.note.SignedNote;
import dev.probity.auditsink.note.VerifierKey;
import dev.probity.auditsink.tree.ConsistencyProof;
import dev.probity.auditsink.tree.Hash;
import dev.probity.auditsink.tree.TreeHasher;
import dev.probity.auditsink.witness.WitnessAnswer.Reason;
import dev.probity.auditsink.witness.WitnessAnswer.Refused;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The judgement of a witness: cosigns a head only if it provably extends the one cosigned last, so
 * that a log cannot show two histories. Whoever calls it keeps the newest head durably, and holds a
 * lock from looking it up to having kept it. Used by one thread at a time.
 */
public final class Witness {
  private final Cosigner key;
  private final List<VerifierKey> logs;
  private final TreeHasher hasher = new TreeHasher();

  /**
   * A witness.
   *
   * @param key what it cosigns with
   * @param logs keys of the logs it watches; a log's name is its key's
   */
  public Witness(Cosigner key, List<VerifierKey> logs) {
    this.key = key;
    this.logs = List.copyOf(logs);
  }

  /** The public half. */
  public VerifierKey key() {
    return key.key();
  }

  /**
   * Judges a request.
   *
   * @param request the body as received
   * @param newest the head cosigned last of a log, null when none was
   * @param now seconds since 1970
   */
  public WitnessAnswer add(
      byte[] request, Function<String, @Nullable Checkpoint> newest, long now) {
    AddCheckpoint asked;
    SignedNote note;
    Checkpoint head;
    try {
      asked = AddCheckpoint.parse(request);
      note = SignedNote.parse(asked.note().toArray());
      head = Checkpoint.parse(note.text());
    } catch (MalformedTextException e) {
      return new Refused(Reason.MALFORMED, String.valueOf(e.getMessage()));
    } catch (IllegalArgumentException e) {
      return new Refused(Reason.MALFORMED, "not a request: " + e.getMessage());
    }
    List<VerifierKey> ofLog =
        logs.stream().filter(each -> each.name().equals(head.origin())).toList();
    if (ofLog.isEmpty()) {
      return new Refused(Reason.UNKNOWN_LOG, "the log " + head.origin() + " is not watched here");
    }
    if (note.verifiedBy(ofLog).isEmpty()) {
      return new Refused(Reason.UNTRUSTED, "no trusted signature of " + head.origin());
    }
    return judge(asked, head, newest.apply(head.origin()), now);
  }

  private WitnessAnswer judge(
      AddCheckpoint asked, Checkpoint head, @Nullable Checkpoint last, long now) {
    if (asked.oldSize() > head.size()) {
      return new Refused(Reason.MALFORMED, "old size lies above the head's");
    }
    long lastSize = last == null ? 0 : last.size();
    if (asked.oldSize() != lastSize) {
      return new WitnessAnswer.Conflict(lastSize);
    }
    Hash empty = Hash.of(hasher.emptyRoot());
    if (head.size() == 0 && !head.root().equals(empty)) {
      return new Refused(Reason.INCONSISTENT, "the root of an empty tree is another");
    }
    Hash lastRoot = last == null ? empty : last.root();
    ConsistencyProof proof = new ConsistencyProof(lastSize, head.size(), asked.path());
    if (!proof.holds(lastRoot, head.root(), hasher)) {
      String step = "the head of size " + head.size() + " does not extend that of " + lastSize;
      return new Refused(Reason.INCONSISTENT, step);
    }
    return new WitnessAnswer.Cosigned(head, key.cosign(head, now));
  }
}
