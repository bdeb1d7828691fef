// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.vault;

import dev.probity.auditsink.entry.Body;
import dev.probity.auditsink.entry.BodyCipher;
import dev.probity.auditsink.entry.Entry;
import dev.probity.auditsink.entry.Source;
import dev.probity.auditsink.entry.SubjectKey;
import dev.probity.auditsink.tree.Hash;
import org.jspecify.annotations.Nullable;

/**
 * Reads stored bodies, encrypted or plain. Without the installation's secrets the encrypted ones
 * stay closed. One instance per thread.
 */
public final class BodyOpener {
  private final @Nullable VaultKeys keys;
  private final BodyCipher cipher = new BodyCipher();

  /**
   * An opener.
   *
   * @param keys the secrets; null when there are none at hand
   */
  public BodyOpener(@Nullable VaultKeys keys) {
    this.keys = keys;
  }

  /** Whether encrypted bodies can be opened at all. */
  public boolean hasKeys() {
    return keys != null;
  }

  /** The body of an entry; the same as the other. */
  public @Nullable Body open(Entry entry, byte[] stored, @Nullable WrappedKey key) {
    Hash decision = entry.decisionId();
    byte[] decisionId = decision == null ? null : decision.toBytes();
    return open(entry.source(), entry.offset(), decisionId, stored, key);
  }

  /**
   * The body of a record.
   *
   * @param source topic and partition of the record
   * @param offset its offset
   * @param decisionId prediction id its entry names, null when it names none
   * @param stored the body as stored
   * @param key the key as stored, null when there is none
   * @return null when it is encrypted and its key is not to be had
   * @throws dev.probity.auditsink.entry.MalformedEntryException when the bytes are no body
   */
  public @Nullable Body open(
      Source source,
      long offset,
      byte @Nullable [] decisionId,
      byte[] stored,
      @Nullable WrappedKey key) {
    if (!Body.encrypted(stored)) {
      return Body.parse(stored);
    }
    if (keys == null || key == null) {
      return null;
    }
    SubjectKey opened = keys.unwrap(key.reference(), key.kekId(), key.wrapped());
    return opened == null ? null : cipher.open(opened, source, offset, decisionId, stored);
  }
}
