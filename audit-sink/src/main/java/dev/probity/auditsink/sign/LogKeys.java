// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.sign;

import dev.probity.auditsink.note.NoteSigner;
import dev.probity.auditsink.note.SignatureLine;
import dev.probity.auditsink.note.SignedNote;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The log's key, and the one it takes over from. The first head after a rotation carries both
 * signatures; the old key so hands the log over, and signs nothing afterwards.
 *
 * @param current signs from now on
 * @param previous signed the last head, if that is not yet the current key's; null when there is
 *     nothing to take over
 */
public record LogKeys(NoteSigner current, @Nullable NoteSigner previous) {
  public LogKeys {
    if (previous != null && !previous.key().name().equals(current.key().name())) {
      throw new IllegalArgumentException(
          "the previous key is of %s, the current one of %s. Maybe they belong to two logs"
              .formatted(previous.key().name(), current.key().name()));
    }
  }

  /** A key that took over from none. */
  public static LogKeys of(NoteSigner current) {
    return new LogKeys(current, null);
  }

  /** Whether the last head is the previous key's alone, so that the next one hands over. */
  boolean takeOver(SignedNote last) {
    return last.verifiedBy(List.of(current.key())).isEmpty()
        && previous != null
        && !last.verifiedBy(List.of(previous.key())).isEmpty();
  }

  /** Whether one of the two signed the last head. */
  boolean signed(SignedNote last) {
    return takeOver(last) || !last.verifiedBy(List.of(current.key())).isEmpty();
  }

  /** The text signed by the current key, or by both. */
  SignedNote sign(String text, boolean handover) {
    SignedNote signed = current.sign(text);
    if (!handover || previous == null) {
      return signed;
    }
    List<SignatureLine> lines = new ArrayList<>(previous.sign(text).signatures());
    lines.addAll(signed.signatures());
    return new SignedNote(text, lines);
  }
}
