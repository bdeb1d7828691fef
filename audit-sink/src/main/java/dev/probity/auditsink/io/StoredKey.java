// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.io;

import dev.probity.auditsink.tree.Hash;
import dev.probity.auditsink.vault.VaultKeys;
import dev.probity.auditsink.vault.WrappedKey;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * How queries hand a body's key out. A sub-select instead of a join: each row looks its key up, and
 * the planner has no reason to sort or hash bodies.
 */
final class StoredKey {
  /** Two columns over {@code ledger.body b}: whose body it is, and the key behind its id. */
  static final String COLUMNS =
      """
      b.subject_ref, (SELECT k.wrapped || convert_to(k.kek_id, 'UTF8') FROM vault.subject_key k
        WHERE k.subject_ref = b.subject_ref)\
      """;

  /** The same for those who cannot use keys. */
  static final String NO_COLUMNS = "NULL::bytea, NULL::bytea";

  private StoredKey() {}

  /** The key of the two columns, null when there is none. */
  static @Nullable WrappedKey of(byte @Nullable [] reference, byte @Nullable [] key) {
    if (reference == null || key == null || key.length <= VaultKeys.WRAPPED_BYTES) {
      return null;
    }
    int at = VaultKeys.WRAPPED_BYTES;
    String kekId = new String(key, at, key.length - at, StandardCharsets.UTF_8);
    return new WrappedKey(Hash.of(reference), kekId, Arrays.copyOf(key, at));
  }
}
