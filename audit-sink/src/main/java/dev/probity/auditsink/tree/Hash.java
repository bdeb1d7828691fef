// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.tree;

import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/** Thirty-two bytes that came out of SHA-256; immutable and compared by content. */
public final class Hash {
  /** Bytes in a hash. */
  public static final int BYTES = 32;

  private final byte[] bytes;

  private Hash(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Copies exactly 32 bytes. */
  public static Hash of(byte[] bytes) {
    return of(bytes, 0, bytes.length);
  }

  /** Copies {@code length} bytes, which must be 32, beginning at {@code from}. */
  public static Hash of(byte[] bytes, int from, int length) {
    if (length != BYTES) {
      throw new IllegalArgumentException("hash has " + length + " bytes, expected " + BYTES);
    }
    return new Hash(Arrays.copyOfRange(bytes, from, from + length));
  }

  /** Reads 64 hexadecimal digits. */
  public static Hash ofHex(String hex) {
    return of(HexFormat.of().parseHex(hex));
  }

  /** A fresh copy of the bytes. */
  public byte[] toBytes() {
    return bytes.clone();
  }

  /** Writes the bytes into {@code target} at {@code at}. */
  public void copyTo(byte[] target, int at) {
    System.arraycopy(bytes, 0, target, at, BYTES);
  }

  /** Whether the same 32 bytes stand in {@code other} at {@code at}. */
  public boolean matches(byte[] other, int at) {
    return Arrays.equals(bytes, 0, BYTES, other, at, at + BYTES);
  }

  /** Standard base64 with padding, as checkpoints write it. */
  public String base64() {
    return Base64.getEncoder().encodeToString(bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Hash hash && Arrays.equals(bytes, hash.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** Lower-case hexadecimal. */
  @Override
  public String toString() {
    return HexFormat.of().formatHex(bytes);
  }
}
