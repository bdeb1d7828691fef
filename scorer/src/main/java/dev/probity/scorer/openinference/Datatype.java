// SPDX-License-Identifier: Apache-2.0
package dev.probity.scorer.openinference;

import org.jspecify.annotations.Nullable;

/** The tensor datatypes of the protocol. */
public enum Datatype {
  /** True or false, one byte. */
  BOOL(1, 0, 1),
  /** Whole, 0 to 2^8 - 1. */
  UINT8(1, 0, 0xFF),
  /** Whole, 0 to 2^16 - 1. */
  UINT16(2, 0, 0xFFFF),
  /** Whole, 0 to 2^32 - 1. */
  UINT32(4, 0, 0xFFFFFFFFL),
  /** Whole; taken up to 2^53 - 1, which every reader of JSON keeps exactly. */
  UINT64(8, 0, Datatype.MAX_EXACT),
  /** Whole, within 2^7. */
  INT8(1, Byte.MIN_VALUE, Byte.MAX_VALUE),
  /** Whole, within 2^15. */
  INT16(2, Short.MIN_VALUE, Short.MAX_VALUE),
  /** Whole, within 2^31. */
  INT32(4, Integer.MIN_VALUE, Integer.MAX_VALUE),
  /** Whole; taken within 2^53 - 1, which every reader of JSON keeps exactly. */
  INT64(8, -Datatype.MAX_EXACT, Datatype.MAX_EXACT),
  /** Half precision; raw bytes only. */
  FP16(2),
  /** Half the bits of single precision; raw bytes only. */
  BF16(2),
  /** Single precision. */
  FP32(4),
  /** Double precision. */
  FP64(8),
  /** Text in UTF-8. */
  BYTES(0);

  private static final long MAX_EXACT = (1L << 53) - 1;

  private final int size;
  private final boolean whole;
  private final double low;
  private final double high;

  Datatype(int size) {
    this.size = size;
    this.whole = false;
    this.low = -Double.MAX_VALUE;
    this.high = Double.MAX_VALUE;
  }

  Datatype(int size, double low, double high) {
    this.size = size;
    this.whole = true;
    this.low = low;
    this.high = high;
  }

  /** The datatype of that name; null when the protocol has none. */
  public static @Nullable Datatype named(String name) {
    for (Datatype one : values()) {
      if (one.name().equals(name)) {
        return one;
      }
    }
    return null;
  }

  /** Bytes of one element; 0 for {@link #BYTES}, whose elements tell their own length. */
  public int size() {
    return size;
  }

  /** Whether the elements are texts. */
  public boolean isText() {
    return this == BYTES;
  }

  /** Whether the elements are numbers. */
  public boolean isNumber() {
    return this != BYTES && this != BOOL;
  }

  /** Whether only raw bytes can carry it, and neither JSON nor typed contents. */
  public boolean isRawOnly() {
    return this == FP16 || this == BF16;
  }

  /** Whether the number is one of this type's that is taken here. */
  boolean holds(double value) {
    return value >= low && value <= high && (!whole || value == Math.rint(value));
  }
}
