// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.flow;

import dev.probity.auditsink.query.ProjectedRow;
import dev.probity.topics.Topic;
import dev.probity.topics.record.EventType;
import org.jspecify.annotations.Nullable;

/**
 * What the accounts need to know about one ledger entry.
 *
 * @param topic where the record was
 * @param partition its partition
 * @param offset its offset
 * @param seq its number among the recorded of the partition
 * @param event what it is about
 * @param row what its body says; null when it has no row
 */
public record RecordedEntry(
    Topic<?, ?> topic,
    int partition,
    long offset,
    long seq,
    EventType event,
    @Nullable ProjectedRow row) {}
