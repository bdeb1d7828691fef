// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.io;

import dev.probity.auditsink.Position;
import org.jspecify.annotations.Nullable;

/** Why a partition must not be read on: going on would hide a loss. */
enum PartitionIncident {
  /** The broker has deleted records that the ledger never saw. */
  AUDIT_GAP,
  /** The broker has lost records that the ledger holds. */
  LOG_TRUNCATED,
  /** The topic was deleted and created again: its positions mean other records now. */
  TOPIC_RECREATED;

  /** The incident of a partition, or null when it may be read on. */
  static @Nullable PartitionIncident of(Position ledger, String topicId, long first, long end) {
    if (!ledger.topicId().equals(topicId)) {
      return TOPIC_RECREATED;
    }
    if (ledger.cursor().next() < first) {
      return AUDIT_GAP;
    }
    return ledger.cursor().next() > end ? LOG_TRUNCATED : null;
  }
}
