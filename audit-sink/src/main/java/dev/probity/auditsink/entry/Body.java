// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.entry;

import dev.probity.topics.codec.StrictUtf8;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * The erasable part of a ledger row in plain stored form: {@code 0x00 ‖ salt32 ‖ i32 keyLen ‖ key ‖
 * headers ‖ i32 valueLen ‖ value}, a length of -1 meaning null; headers are {@code u16 count} and
 * per header {@code u16 nameLen ‖ name ‖ i32 valueLen ‖ value}. A view over the stored bytes.
 */
public final class Body {
  /** First byte of a body stored as it is. */
  public static final byte PLAIN = 0;

  /** First byte of a body stored encrypted. */
  public static final byte ENCRYPTED = 1;

  /** First byte of a body packed, then stored encrypted. */
  public static final byte PACKED = 2;

  private static final int SALT_AT = 1;
  private static final int KEY_LENGTH_AT = SALT_AT + Commitments.SALT_BYTES;

  private final byte[] stored;
  private final int keyLength;
  private final int headersAt;
  private final int headersEnd;
  private final int valueLength;

  private Body(byte[] stored, int keyLength, int headersEnd, int valueLength) {
    this.stored = stored;
    this.keyLength = keyLength;
    this.headersAt = KEY_LENGTH_AT + 4 + Math.max(keyLength, 0);
    this.headersEnd = headersEnd;
    this.valueLength = valueLength;
  }

  /** Writes the stored form of a record with the 32 salt bytes at {@code saltAt}. */
  public static Body of(RawRecord source, byte[] salts, int saltAt) {
    Header[] headers = source.headers().toArray();
    byte[][] names = new byte[headers.length][];
    int headersSize = 2;
    for (int i = 0; i < headers.length; i++) {
      names[i] = headers[i].key().getBytes(StandardCharsets.UTF_8);
      headersSize += 6 + names[i].length + length(headers[i].value());
    }
    byte[] key = source.key();
    byte[] value = source.value();
    int size = KEY_LENGTH_AT + 8 + length(key) + headersSize + length(value);
    ByteBuffer out = ByteBuffer.allocate(size);
    out.put(PLAIN).put(salts, saltAt, Commitments.SALT_BYTES);
    putNullable(out, key);
    out.putShort(u16(headers.length, "headers"));
    for (int i = 0; i < headers.length; i++) {
      out.putShort(u16(names[i].length, "bytes of a header name")).put(names[i]);
      putNullable(out, headers[i].value());
    }
    int headersEnd = out.position();
    putNullable(out, value);
    return new Body(
        out.array(), key == null ? -1 : key.length, headersEnd, value == null ? -1 : value.length);
  }

  private static int length(byte @Nullable [] bytes) {
    return bytes == null ? 0 : bytes.length;
  }

  private static short u16(int number, String what) {
    if (number > 0xffff) {
      throw new IllegalArgumentException("record has " + number + " " + what);
    }
    return (short) number;
  }

  private static void putNullable(ByteBuffer out, byte @Nullable [] bytes) {
    if (bytes == null) {
      out.putInt(-1);
    } else {
      out.putInt(bytes.length).put(bytes);
    }
  }

  /** Whether stored bytes say that they are encrypted, packed or not. */
  public static boolean encrypted(byte[] stored) {
    return stored.length > 0 && (stored[0] == ENCRYPTED || stored[0] == PACKED);
  }

  /** Reads a plain stored body; lengths must meet the end exactly and names be UTF-8. */
  public static Body parse(byte[] stored) {
    if (stored.length < KEY_LENGTH_AT || stored[0] != PLAIN) {
      throw new MalformedEntryException("body is not in plain stored form");
    }
    Reader in = new Reader(stored, KEY_LENGTH_AT);
    int keyLength = in.skipNullable();
    int headersAt = in.at;
    in.skipHeaders();
    int headersEnd = in.at;
    int valueLength = in.skipNullable();
    if (in.at != stored.length) {
      throw new MalformedEntryException("body has bytes behind its value");
    }
    Body body = new Body(stored, keyLength, headersEnd, valueLength);
    assert body.headersAt == headersAt : "key length and headers disagree";
    return body;
  }

  /** The stored bytes themselves, not a copy; they must not be changed. */
  public byte[] stored() {
    return stored;
  }

  /** Whether the record had a key. */
  public boolean hasKey() {
    return keyLength >= 0;
  }

  /** Whether the record had a value. */
  public boolean hasValue() {
    return valueLength >= 0;
  }

  /** A copy of the raw key. */
  public byte @Nullable [] key() {
    return hasKey() ? Arrays.copyOfRange(stored, keyAt(), keyAt() + keyLength) : null;
  }

  /** A copy of the raw value. */
  public byte @Nullable [] value() {
    return hasValue() ? Arrays.copyOfRange(stored, headersEnd + 4, stored.length) : null;
  }

  /** The first header of that name as text, or null when it is absent, null or not UTF-8. */
  public @Nullable String header(String name) {
    byte[] value = headerBytes(name);
    return value == null ? null : StrictUtf8.decode(value);
  }

  /** A copy of the value of the first header of that name, or null. */
  public byte @Nullable [] headerBytes(String name) {
    Reader in = new Reader(stored, headersAt);
    byte[] wanted = name.getBytes(StandardCharsets.UTF_8);
    int count = in.u16();
    for (int i = 0; i < count; i++) {
      int length = in.u16();
      int nameAt = in.at;
      in.at += length;
      int valueLength = in.skipNullable();
      if (Arrays.equals(stored, nameAt, nameAt + length, wanted, 0, wanted.length)) {
        return valueLength < 0 ? null : Arrays.copyOfRange(stored, in.at - valueLength, in.at);
      }
    }
    return null;
  }

  /** All headers again, in order. */
  public Headers headers() {
    RecordHeaders headers = new RecordHeaders();
    Reader in = new Reader(stored, headersAt);
    int count = in.u16();
    for (int i = 0; i < count; i++) {
      int length = in.u16();
      String name = new String(stored, in.at, length, StandardCharsets.UTF_8);
      in.at += length;
      int valueLength = in.skipNullable();
      byte[] value =
          valueLength < 0 ? null : Arrays.copyOfRange(stored, in.at - valueLength, in.at);
      headers.add(name, value);
    }
    return headers;
  }

  private int keyAt() {
    return KEY_LENGTH_AT + 4;
  }

  /** Salts {@code commitments} with this body's own salt. */
  public void saltInto(Commitments commitments) {
    commitments.salt(stored, SALT_AT);
  }

  /** Commitment to the key, null for a null key. */
  public byte @Nullable [] commitKey(Commitments commitments) {
    return hasKey() ? commitments.key(stored, keyAt(), keyLength) : null;
  }

  /** Commitment to the value, null for a tombstone. */
  public byte @Nullable [] commitValue(Commitments commitments) {
    return hasValue() ? commitments.value(stored, headersEnd + 4, valueLength) : null;
  }

  /** Commitment to the headers. */
  public byte[] commitHeaders(Commitments commitments) {
    return commitments.headers(stored, headersAt, headersEnd - headersAt);
  }

  /** Says how long it is, never what it holds. */
  @Override
  public String toString() {
    return "Body[" + stored.length + "]";
  }

  /** Walks the length-prefixed parts. */
  private static final class Reader {
    private final byte[] bytes;
    private int at;

    Reader(byte[] bytes, int at) {
      this.bytes = bytes;
      this.at = at;
    }

    int u16() {
      need(2);
      int number = (bytes[at] & 0xff) << 8 | (bytes[at + 1] & 0xff);
      at += 2;
      return number;
    }

    int skipNullable() {
      need(4);
      int length = ByteBuffer.wrap(bytes, at, 4).getInt();
      if (length < -1) {
        throw new MalformedEntryException("body holds a length of " + length);
      }
      at += 4;
      need(Math.max(length, 0));
      at += Math.max(length, 0);
      return length;
    }

    void skipHeaders() {
      int count = u16();
      for (int i = 0; i < count; i++) {
        int length = u16();
        need(length);
        if (!isUtf8(length)) {
          throw new MalformedEntryException("body holds a header name that is not UTF-8");
        }
        at += length;
        skipNullable();
      }
    }

    private boolean isUtf8(int length) {
      for (int i = at; i < at + length; i++) {
        if (bytes[i] < 0) {
          byte[] name = Arrays.copyOfRange(bytes, at, at + length);
          String text = new String(name, StandardCharsets.UTF_8);
          return Arrays.equals(text.getBytes(StandardCharsets.UTF_8), name);
        }
      }
      return true;
    }

    private void need(int length) {
      if (length > bytes.length - at) {
        throw new MalformedEntryException("body ends inside a part");
      }
    }
  }
}
