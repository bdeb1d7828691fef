// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.note;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A signed head and whose word it is: what a proof under it holds against.
 *
 * @param checkpoint the head
 * @param logs keys of the log that signed it and are believed at its size: one, or two where a key
 *     hands over to the next
 * @param signers the same with those that were revoked
 * @param witnesses who cosigned it, and when
 * @param quorum what the policy asks for; null when it asks for no witness
 * @param satisfied whether that many cosigned
 */
public record Standing(
    Checkpoint checkpoint,
    List<VerifierKey> logs,
    List<VerifierKey> signers,
    List<Witnessed> witnesses,
    @Nullable String quorum,
    boolean satisfied) {
  public Standing {
    logs = List.copyOf(logs);
    signers = List.copyOf(signers);
    witnesses = List.copyOf(witnesses);
  }

  /**
   * A cosignature that verified.
   *
   * @param key the witness
   * @param time seconds since 1970
   */
  public record Witnessed(VerifierKey key, long time) {
    @Override
    public String toString() {
      return "witness " + key + " at " + Instant.ofEpochSecond(time);
    }
  }

  /** Key of the log that signed it; of two, the older one. */
  public VerifierKey log() {
    return logs.getFirst();
  }

  /** What the policy asks for and the head lacks, in words; empty when it lacks nothing. */
  public List<String> unmet() {
    return satisfied ? List.of() : List.of("the quorum " + quorum + " has not cosigned the head");
  }

  /** Against whom it holds, a line for each, for people. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    for (VerifierKey log : logs) {
      lines.add("the log's own key " + log + ": against everybody who does not hold it");
    }
    for (Witnessed each : witnesses) {
      lines.add(each + ": also against the holder of the log's key");
    }
    if (witnesses.isEmpty()) {
      lines.add("no witness: not against the operator, who holds the key and the database");
    }
    return lines;
  }
}
