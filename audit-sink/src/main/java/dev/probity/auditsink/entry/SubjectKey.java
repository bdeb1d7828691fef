// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.entry;

import java.util.Arrays;
import javax.crypto.spec.SecretKeySpec;

/** The AES-256 key of one person's records; destroying it erases them. Never shown. */
public final class SubjectKey {
  /** Bytes of a key. */
  public static final int BYTES = 32;

  private final SecretKeySpec key;

  private SubjectKey(SecretKeySpec key) {
    this.key = key;
  }

  /** Copies the 32 bytes at {@code from}. */
  public static SubjectKey of(byte[] bytes, int from) {
    return new SubjectKey(new SecretKeySpec(bytes, from, BYTES, "AES"));
  }

  SecretKeySpec aes() {
    return key;
  }

  /** A copy of the key itself, to be wrapped. */
  public byte[] toBytes() {
    return key.getEncoded();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SubjectKey that
        && Arrays.equals(key.getEncoded(), that.key.getEncoded());
  }

  @Override
  public int hashCode() {
    return key.hashCode();
  }

  @Override
  public String toString() {
    return "SubjectKey[]";
  }
}
