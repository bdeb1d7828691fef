// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.query;

import dev.probity.auditsink.tree.Hash;
import dev.probity.topics.record.Alert;
import dev.probity.topics.record.AuditEntry;
import dev.probity.topics.record.Candidate;
import dev.probity.topics.record.Explanation;
import dev.probity.topics.record.ModelRelease;
import dev.probity.topics.record.OversightDecision;
import dev.probity.topics.record.Prediction;
import dev.probity.topics.record.Reject;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A row of the projection; every row cites the entry it was read from. */
public sealed interface ProjectedRow {
  /** Position of that entry in the ledger. */
  long idx();

  /**
   * A candidate.
   *
   * @param idx entry
   * @param partition Kafka partition of the record
   * @param offset its offset
   * @param receivedAt when the ledger took it in
   * @param candidate who came in, with what
   */
  record Requested(long idx, int partition, long offset, Instant receivedAt, Candidate candidate)
      implements ProjectedRow {}

  /**
   * A decision of a person about a prediction.
   *
   * @param idx entry
   * @param decision what was done
   */
  record Overseen(long idx, OversightDecision decision) implements ProjectedRow {}

  /**
   * A reading or export that left a trace.
   *
   * @param idx entry
   * @param access who read what
   */
  record Accessed(long idx, AuditEntry access) implements ProjectedRow {}

  /**
   * A prediction.
   *
   * @param idx entry
   * @param prediction what was predicted
   * @param valueDigest SHA-256 of the record value
   */
  record Decided(long idx, Prediction prediction, Hash valueDigest) implements ProjectedRow {}

  /**
   * An explanation.
   *
   * @param idx entry
   * @param explanation why
   * @param valueDigest SHA-256 of the record value
   */
  record Explained(long idx, Explanation explanation, Hash valueDigest) implements ProjectedRow {}

  /**
   * A refusal.
   *
   * @param idx entry
   * @param candidateId key of the refused record, null when it had none or it is not text
   * @param reject what was refused and why
   */
  record Rejected(long idx, @Nullable String candidateId, Reject reject) implements ProjectedRow {}

  /**
   * An event in the life of a release.
   *
   * @param idx entry
   * @param release what happened
   */
  record Released(long idx, ModelRelease release) implements ProjectedRow {}

  /**
   * A change of state of an alert.
   *
   * @param idx entry
   * @param alert where it stands
   */
  record Alerted(long idx, Alert alert) implements ProjectedRow {}
}
