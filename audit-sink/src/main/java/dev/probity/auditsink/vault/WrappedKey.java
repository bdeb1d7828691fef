// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.vault;

import dev.probity.auditsink.tree.Hash;

/** The key of a reference as the database holds it. The array is shared, not copied. */
public final class WrappedKey {
  private final Hash reference;
  private final String kekId;
  private final byte[] wrapped;

  /**
   * A stored key.
   *
   * @param reference whose
   * @param kekId which key-encryption key wrapped it
   * @param wrapped 60 bytes
   */
  public WrappedKey(Hash reference, String kekId, byte[] wrapped) {
    this.reference = reference;
    this.kekId = kekId;
    this.wrapped = wrapped;
  }

  /** Whose it is. */
  public Hash reference() {
    return reference;
  }

  /** Which key-encryption key wrapped it. */
  public String kekId() {
    return kekId;
  }

  /** The wrapped bytes; they must not be changed. */
  public byte[] wrapped() {
    return wrapped;
  }

  /** Names the reference only. */
  @Override
  public String toString() {
    return "WrappedKey[" + reference + "]";
  }
}
