// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.verify;

import dev.probity.auditsink.entry.Entry;
import dev.probity.auditsink.entry.EntryLayout;
import dev.probity.auditsink.entry.MalformedEntryException;
import dev.probity.auditsink.entry.Source;
import dev.probity.auditsink.entry.TimeKind;
import dev.probity.auditsink.tree.Hash;
import dev.probity.topics.value.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * The columns of an entry exactly as stored; nothing about them is trusted.
 *
 * @param idx position in the ledger
 * @param flags flag bits
 * @param eventType event code
 * @param schemaId schema number
 * @param topic topic
 * @param partition partition
 * @param offset Kafka offset
 * @param seq number within the partition
 * @param recordTime record timestamp
 * @param timeKind kind of timestamp
 * @param appendTime append time
 * @param keyCommit commitment to the key
 * @param valueCommit commitment to the value
 * @param headersCommit commitment to the headers
 * @param bodyDigest digest of the body
 * @param decisionId prediction id
 * @param modelDigest model digest
 */
public record EntryColumns(
    long idx,
    int flags,
    int eventType,
    int schemaId,
    String topic,
    int partition,
    long offset,
    long seq,
    long recordTime,
    int timeKind,
    long appendTime,
    @Nullable Bytes keyCommit,
    @Nullable Bytes valueCommit,
    @Nullable Bytes headersCommit,
    @Nullable Bytes bodyDigest,
    @Nullable Bytes decisionId,
    @Nullable Bytes modelDigest) {

  /** The entry these columns spell; refused when they spell none. */
  public Entry entry() {
    Entry entry;
    try {
      entry =
          new Entry(
              eventType,
              schemaId,
              idx,
              new Source(topic, partition),
              offset,
              seq,
              recordTime,
              TimeKind.of(timeKind),
              appendTime,
              hash(keyCommit),
              hash(valueCommit),
              required(headersCommit),
              required(bodyDigest),
              (flags & EntryLayout.ENCRYPTED) != 0,
              hash(decisionId),
              hash(modelDigest));
    } catch (MalformedEntryException e) {
      throw e;
    } catch (IllegalArgumentException e) {
      throw new MalformedEntryException(String.valueOf(e.getMessage()));
    }
    if (entry.flags() != flags) {
      throw new MalformedEntryException("flags are " + flags + ", columns say " + entry.flags());
    }
    return entry;
  }

  private static @Nullable Hash hash(@Nullable Bytes bytes) {
    return bytes == null ? null : Hash.of(bytes.toArray());
  }

  private static Hash required(@Nullable Bytes bytes) {
    if (bytes == null) {
      throw new MalformedEntryException("a required hash is absent");
    }
    return Hash.of(bytes.toArray());
  }
}
