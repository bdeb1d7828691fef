// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink;

/**
 * What the ledger remembers of a partition.
 *
 * @param topicId id the broker gave the topic, by which a re-created topic is told from the old one
 * @param cursor how far it was read
 */
public record Position(String topicId, Cursor cursor) {}
