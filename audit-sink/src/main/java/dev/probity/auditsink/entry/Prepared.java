// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.entry;

import dev.probity.auditsink.tree.Hash;
import dev.probity.topics.record.EventType;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A record made ready before the ledger is locked: its body and commitments. Only idx, seq and
 * append time are missing from its entry, and, when it is about a person, the encryption of its
 * body under a key that only the locked ledger knows. Writes entry bytes directly, without the
 * objects {@link Entry} is made of; a test holds the two equal.
 */
public final class Prepared {
  private static final int MAGIC = 0x50424501;

  private final RawRecord origin;
  private final @Nullable Hash subject;
  private final byte[] stored;
  private final byte @Nullable [] keyCommit;
  private final byte @Nullable [] valueCommit;
  private final byte[] headersCommit;
  private final byte @Nullable [] bodyDigest;
  private final int eventType;
  private final int schemaId;
  private final byte @Nullable [] decisionId;
  private final byte @Nullable [] modelDigest;

  private Prepared(RawRecord origin, Body body, @Nullable Hash subject, Commitments commitments) {
    this.origin = origin;
    this.subject = subject;
    this.stored = body.stored();
    body.saltInto(commitments);
    this.keyCommit = body.commitKey(commitments);
    this.valueCommit = body.commitValue(commitments);
    this.headersCommit = body.commitHeaders(commitments);
    this.bodyDigest = subject == null ? commitments.bodyDigest(stored) : null;
    LedgerHeaders facts = new LedgerHeaders(origin.headers().toArray());
    this.eventType = facts.eventType();
    this.schemaId = facts.schemaId();
    this.decisionId = facts.predictionId();
    this.modelDigest = facts.modelDigest();
  }

  private Prepared(Prepared plain, byte[] sealed, byte[] bodyDigest) {
    this.origin = plain.origin;
    this.subject = plain.subject;
    this.stored = sealed;
    this.keyCommit = plain.keyCommit;
    this.valueCommit = plain.valueCommit;
    this.headersCommit = plain.headersCommit;
    this.bodyDigest = bodyDigest;
    this.eventType = plain.eventType;
    this.schemaId = plain.schemaId;
    this.decisionId = plain.decisionId;
    this.modelDigest = plain.modelDigest;
  }

  /**
   * Prepares a record about nobody, which is stored as it is.
   *
   * @param origin the record as delivered
   * @param salts random bytes
   * @param saltAt where this record's 32 of them begin
   * @param commitments this thread's hasher
   */
  public static Prepared of(RawRecord origin, byte[] salts, int saltAt, Commitments commitments) {
    return of(origin, null, salts, saltAt, commitments);
  }

  /**
   * Prepares a record.
   *
   * @param origin the record as delivered
   * @param subject reference under whose key it is stored, null when it is about nobody
   * @param salts random bytes
   * @param saltAt where this record's 32 of them begin
   * @param commitments this thread's hasher
   */
  public static Prepared of(
      RawRecord origin, @Nullable Hash subject, byte[] salts, int saltAt, Commitments commitments) {
    return new Prepared(origin, Body.of(origin, salts, saltAt), subject, commitments);
  }

  /** Reference under whose key it is stored, null when it is about nobody. */
  public @Nullable Hash subject() {
    return subject;
  }

  /**
   * The same record with its body encrypted.
   *
   * @param key the key of its subject
   * @param nonces random bytes
   * @param nonceAt where this record's 12 of them begin
   */
  public Prepared encrypted(
      BodyCipher cipher, SubjectKey key, byte[] nonces, int nonceAt, Commitments commitments) {
    if (subject == null || bodyDigest != null) {
      throw new IllegalStateException(origin + " is not to be encrypted, or was already");
    }
    byte[] place = BodyCipher.place(origin.source(), origin.offset(), decisionId);
    byte[] sealed = cipher.seal(key, nonces, nonceAt, place, stored);
    return new Prepared(this, sealed, commitments.bodyDigest(sealed));
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
    byte[] digest = bodyDigest;
    if (digest == null) {
      throw new IllegalStateException(origin + " is about a person and was not encrypted");
    }
    int flags =
        (keyCommit == null ? 0 : EntryLayout.KEY_PRESENT)
            | (subject == null ? 0 : EntryLayout.ENCRYPTED)
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
    put(digest, bytes, EntryLayout.BODY_DIGEST);
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
