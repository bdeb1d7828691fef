// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.query;

import dev.probity.auditsink.tree.Hash;
import dev.probity.topics.record.Alert;
import dev.probity.topics.record.Explanation;
import dev.probity.topics.record.ModelRelease;
import dev.probity.topics.record.Prediction;
import dev.probity.topics.record.Reject;
import org.jspecify.annotations.Nullable;

/** A row of the projection; every row cites the entry it was read from. */
public sealed interface ProjectedRow {
  /** Position of that entry in the ledger. */
  long idx();

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
