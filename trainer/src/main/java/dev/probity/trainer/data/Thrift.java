// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.data;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Thrift's compact protocol, as far as Parquet's footers need it: structs, lists, numbers, texts.
 * Fields are written in ascending order. Source: apache/thrift, thrift-compact-protocol.md.
 */
final class Thrift {
  private static final int I32 = 5;
  private static final int I64 = 6;
  private static final int BINARY = 8;
  private static final int LIST = 9;
  private static final int STRUCT = 12;
  private static final int LONG_LIST = 15;
  private static final int DEEPEST = 8;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final int[] last = new int[DEEPEST];
  private int depth;

  Thrift whole(int field, int value) {
    head(field, I32);
    return varint(((long) value << 1) ^ (value >> 31));
  }

  Thrift whole(int field, long value) {
    head(field, I64);
    return varint((value << 1) ^ (value >> 63));
  }

  Thrift text(int field, String value) {
    head(field, BINARY);
    return text(value);
  }

  Thrift structs(int field, int size) {
    return list(field, size, STRUCT);
  }

  Thrift wholes(int field, int... values) {
    list(field, values.length, I32);
    for (int value : values) {
      varint(((long) value << 1) ^ (value >> 31));
    }
    return this;
  }

  Thrift texts(int field, String value) {
    list(field, 1, BINARY);
    return text(value);
  }

  /** Begins a struct that is a field. */
  Thrift struct(int field) {
    head(field, STRUCT);
    return begin();
  }

  /** Begins a struct that is an element of a list. */
  Thrift begin() {
    depth++;
    last[depth] = 0;
    return this;
  }

  /** Ends the innermost struct. */
  Thrift end() {
    out.write(0);
    depth--;
    return this;
  }

  /** The bytes of one whole struct. */
  byte[] toBytes() {
    out.write(0);
    return out.toByteArray();
  }

  private void head(int field, int type) {
    out.write(((field - last[depth]) << 4) | type);
    last[depth] = field;
  }

  private Thrift list(int field, int size, int type) {
    head(field, LIST);
    if (size < LONG_LIST) {
      out.write((size << 4) | type);
      return this;
    }
    out.write((LONG_LIST << 4) | type);
    return varint(size);
  }

  private Thrift text(String value) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    varint(bytes.length);
    out.writeBytes(bytes);
    return this;
  }

  private Thrift varint(long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      out.write((int) ((rest & 0x7f) | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
    return this;
  }
}
