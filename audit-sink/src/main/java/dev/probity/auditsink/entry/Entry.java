// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.entry;

import dev.probity.auditsink.tree.Hash;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The public, never-changing part of a ledger row, version 1: who, where, when and four
 * commitments, no personal data. Its rendering is what the tree hashes.
 *
 * @param eventType code of the event, 0 to 65535
 * @param schemaId number of the value's schema, 0 when unknown
 * @param idx position in the ledger, from 0
 * @param source topic and partition the record came from
 * @param offset its Kafka offset
 * @param seq its number within that partition, from 0
 * @param recordTime the record's timestamp in milliseconds, -1 when absent
 * @param timeKind who set it
 * @param appendTime the sink's clock in milliseconds, never decreasing by idx
 * @param keyCommit commitment to the key, null for a null key
 * @param valueCommit commitment to the value, null for a tombstone
 * @param headersCommit commitment to the headers
 * @param bodyDigest digest of the stored body
 * @param encrypted whether the body is stored encrypted
 * @param decisionId prediction id the record names, null when it names none
 * @param modelDigest model the record names, null when it names none
 */
public record Entry(
    int eventType,
    int schemaId,
    long idx,
    Source source,
    long offset,
    long seq,
    long recordTime,
    TimeKind timeKind,
    long appendTime,
    @Nullable Hash keyCommit,
    @Nullable Hash valueCommit,
    Hash headersCommit,
    Hash bodyDigest,
    boolean encrypted,
    @Nullable Hash decisionId,
    @Nullable Hash modelDigest) {

  /** Bytes before the topic. */
  public static final int FIXED_BYTES = 247;

  private static final int MAGIC = 0x50424501;

  public Entry {
    boolean counts = idx >= 0 && offset >= 0 && seq >= 0 && recordTime >= -1 && appendTime >= 0;
    boolean codes = eventType >>> 16 == 0 && schemaId >>> 16 == 0;
    if (!counts || !codes) {
      throw new MalformedEntryException("a number is outside its range at idx " + idx);
    }
  }

  /** Reads entry bytes; anything this type would not render the same is refused. */
  public static Entry parse(byte[] bytes) {
    if (bytes.length < FIXED_BYTES + 1) {
      throw new MalformedEntryException("entry has " + bytes.length + " bytes");
    }
    ByteBuffer in = ByteBuffer.wrap(bytes);
    if (in.getInt() != MAGIC) {
      throw new MalformedEntryException("entry does not begin with its version");
    }
    int flags = in.get();
    int eventType = Short.toUnsignedInt(in.getShort());
    int schemaId = Short.toUnsignedInt(in.getShort());
    long idx = in.getLong();
    int partition = in.getInt();
    long offset = in.getLong();
    long seq = in.getLong();
    long recordTime = in.getLong();
    TimeKind timeKind = TimeKind.of(Byte.toUnsignedInt(in.get()));
    long appendTime = in.getLong();
    Source source = source(bytes, partition);
    Entry entry =
        new Entry(
            eventType,
            schemaId,
            idx,
            source,
            offset,
            seq,
            recordTime,
            timeKind,
            appendTime,
            hashIf(flags, EntryLayout.KEY_PRESENT, bytes, EntryLayout.KEY_COMMIT),
            hashIf(flags, EntryLayout.VALUE_PRESENT, bytes, EntryLayout.VALUE_COMMIT),
            Hash.of(bytes, EntryLayout.HEADERS_COMMIT, Hash.BYTES),
            Hash.of(bytes, EntryLayout.BODY_DIGEST, Hash.BYTES),
            (flags & EntryLayout.ENCRYPTED) != 0,
            hashIf(flags, EntryLayout.DECISION_PRESENT, bytes, EntryLayout.DECISION_ID),
            hashIf(flags, EntryLayout.MODEL_PRESENT, bytes, EntryLayout.MODEL_DIGEST));
    if (!Arrays.equals(entry.toBytes(), bytes)) {
      throw new MalformedEntryException("entry does not render to its own bytes at idx " + idx);
    }
    return entry;
  }

  private static Source source(byte[] bytes, int partition) {
    int length = Byte.toUnsignedInt(bytes[FIXED_BYTES - 1]);
    if (bytes.length != FIXED_BYTES + length || partition < 0) {
      throw new MalformedEntryException("entry's length disagrees with its topic");
    }
    String topic = new String(bytes, FIXED_BYTES, length, StandardCharsets.ISO_8859_1);
    if (!Source.isLegal(topic)) {
      throw new MalformedEntryException("entry's topic is not a topic name");
    }
    return new Source(topic, partition);
  }

  private static @Nullable Hash hashIf(int flags, int flag, byte[] bytes, int at) {
    return (flags & flag) != 0 ? Hash.of(bytes, at, Hash.BYTES) : null;
  }

  /** The bytes the tree hashes. */
  public byte[] toBytes() {
    byte[] topic = source.topic().getBytes(StandardCharsets.ISO_8859_1);
    byte[] bytes = new byte[FIXED_BYTES + topic.length];
    ByteBuffer out = ByteBuffer.wrap(bytes);
    out.putInt(MAGIC).put((byte) flags()).putShort((short) eventType).putShort((short) schemaId);
    out.putLong(idx).putInt(source.partition()).putLong(offset).putLong(seq);
    out.putLong(recordTime).put((byte) timeKind.code()).putLong(appendTime);
    put(keyCommit, bytes, EntryLayout.KEY_COMMIT);
    put(valueCommit, bytes, EntryLayout.VALUE_COMMIT);
    put(headersCommit, bytes, EntryLayout.HEADERS_COMMIT);
    put(bodyDigest, bytes, EntryLayout.BODY_DIGEST);
    put(decisionId, bytes, EntryLayout.DECISION_ID);
    put(modelDigest, bytes, EntryLayout.MODEL_DIGEST);
    bytes[FIXED_BYTES - 1] = (byte) topic.length;
    System.arraycopy(topic, 0, bytes, FIXED_BYTES, topic.length);
    return bytes;
  }

  private static void put(@Nullable Hash hash, byte[] bytes, int at) {
    if (hash != null) {
      hash.copyTo(bytes, at);
    }
  }

  /** The flag bits that follow from what is present. */
  public int flags() {
    return (keyCommit != null ? EntryLayout.KEY_PRESENT : 0)
        | (valueCommit != null ? EntryLayout.VALUE_PRESENT : 0)
        | (encrypted ? EntryLayout.ENCRYPTED : 0)
        | (decisionId != null ? EntryLayout.DECISION_PRESENT : 0)
        | (modelDigest != null ? EntryLayout.MODEL_PRESENT : 0);
  }
}
