// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.value;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/** An immutable sequence of bytes with value equality; its text form shows the length only. */
public final class Bytes {

  /** No bytes at all, which is not the same as an absent value. */
  public static final Bytes EMPTY = new Bytes(new byte[0]);

  private final byte[] content;

  private Bytes(byte[] content) {
    this.content = content;
  }

  /** Copies the given bytes. */
  public static Bytes copyOf(byte[] source) {
    return source.length == 0 ? EMPTY : new Bytes(source.clone());
  }

  /** The UTF-8 encoding of the text. */
  public static Bytes utf8(String text) {
    return new Bytes(text.getBytes(UTF_8));
  }

  /** The number of bytes. */
  public int length() {
    return content.length;
  }

  /** The byte at the index, counted from zero. */
  public byte at(int index) {
    return content[index];
  }

  /** A copy the caller may change. */
  public byte[] toArray() {
    return content.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bytes that && Arrays.equals(content, that.content);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(content);
  }

  /** The length only: bytes may be personal data, and texts end up in logs. */
  @Override
  public String toString() {
    return "Bytes[" + content.length + "]";
  }
}
