// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.query;

import dev.probity.topics.record.EventType;
import dev.probity.topics.record.SourcePosition;
import dev.probity.topics.value.Bytes;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One entry about a candidate, with the record itself.
 *
 * @param idx position in the ledger
 * @param event what happened
 * @param position where the record stands in Kafka; the topic is its full name
 * @param recordTime the record's timestamp, null when it has none
 * @param appendTime when the ledger took it in
 * @param decisionId prediction id the record names, null when it names none
 * @param modelDigest model the record names, null when it names none
 * @param value raw value; null for a tombstone, and when the body is erased
 * @param signedSize size of the first signed head that covers it, null until there is one
 */
public record Hop(
    long idx,
    EventType event,
    SourcePosition position,
    @Nullable Instant recordTime,
    Instant appendTime,
    @Nullable String decisionId,
    @Nullable String modelDigest,
    @Nullable Bytes value,
    @Nullable Long signedSize) {}
