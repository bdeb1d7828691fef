// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.entry;

import dev.probity.auditsink.tree.Hash;
import dev.probity.topics.record.EventType;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A record made ready before the ledger is locked: its body and commitments. Only idx, seq and
 * append time are missing from its entry. Writes entry bytes directly, without the objects {@link
 * Entry} is made of; a test holds the two equal.
 */
public final class Prepared {
  private static final int MAGIC = 0x50424501;

  private final RawRecord origin;
  private final byte[] stored;
  private final byte @Nullable [] keyCommit;
  private final byte @Nullable [] valueCommit;
  private final byte[] headersCommit;
  private final byte[] bodyDigest;
  private final int eventType;
  private final int schemaId;
  private final byte @Nullable [] decisionId;
  private final byte @Nullable [] modelDigest;

  private Prepared(RawRecord origin, Body body, Commitments commitments) {
    this.origin = origin;
    this.stored = body.stored();
    body.saltInto(commitments);
    this.keyCommit = body.commitKey(commitments);
    this.valueCommit = body.commitValue(commitments);
    this.headersCommit = body.commitHeaders(commitments);
    this.bodyDigest = commitments.bodyDigest(stored);
    LedgerHeaders facts = new LedgerHeaders(origin.headers().toArray());
    this.eventType = facts.eventType();
    this.schemaId = facts.schemaId();
    this.decisionId = facts.predictionId();
    this.modelDigest = facts.modelDigest();
  }

  /**
   * Prepares a record in plain stored form.
   *
   * @param origin the record as delivered
   * @param salts random bytes
   * @param saltAt where this record's 32 of them begin
   * @param commitments this thread's hasher
   */
  public static Prepared of(RawRecord origin, byte[] salts, int saltAt, Commitments commitments) {
    return new Prepared(origin, Body.of(origin, salts, saltAt), commitments);
  }

  /** Where it came from. */
  public Source source() {
    return origin.source();
  }

  /** Its Kafka offset. */
  public long offset() {
    return origin.offset();
  }

  /** Its timestamp in milliseconds, -1 when it has none. */
  public long timestamp() {
    return origin.timestamp();
  }

  /** The body's stored bytes; they must not be changed. */
  public byte[] stored() {
    return stored;
  }

  /** Whether no event type could be told from its headers. */
  public boolean unidentified() {
    return eventType == EventType.UNIDENTIFIED.number();
  }

  /** Entry bytes with the three numbers only the locked ledger knows. */
  public byte[] entryBytes(long idx, long seq, long appendTime) {
    byte[] topic = origin.source().topic().getBytes(StandardCharsets.ISO_8859_1);
    byte[] bytes = new byte[Entry.FIXED_BYTES + topic.length];
    int flags =
        (keyCommit == null ? 0 : EntryLayout.KEY_PRESENT)
            | (valueCommit == null ? 0 : EntryLayout.VALUE_PRESENT)
            | (decisionId == null ? 0 : EntryLayout.DECISION_PRESENT)
            | (modelDigest == null ? 0 : EntryLayout.MODEL_PRESENT);
    ByteBuffer.wrap(bytes)
        .putInt(MAGIC)
        .put((byte) flags)
        .putShort((short) eventType)
        .putShort((short) schemaId)
        .putLong(idx)
        .putInt(origin.source().partition())
        .putLong(origin.offset())
        .putLong(seq)
        .putLong(origin.timestamp())
        .put((byte) TimeKind.of(origin.timestampType()).code())
        .putLong(appendTime);
    put(keyCommit, bytes, EntryLayout.KEY_COMMIT);
    put(valueCommit, bytes, EntryLayout.VALUE_COMMIT);
    put(headersCommit, bytes, EntryLayout.HEADERS_COMMIT);
    put(bodyDigest, bytes, EntryLayout.BODY_DIGEST);
    put(decisionId, bytes, EntryLayout.DECISION_ID);
    put(modelDigest, bytes, EntryLayout.MODEL_DIGEST);
    bytes[Entry.FIXED_BYTES - 1] = (byte) topic.length;
    System.arraycopy(topic, 0, bytes, Entry.FIXED_BYTES, topic.length);
    return bytes;
  }

  private static void put(byte @Nullable [] hash, byte[] bytes, int at) {
    if (hash != null) {
      System.arraycopy(hash, 0, bytes, at, Hash.BYTES);
    }
  }
}
