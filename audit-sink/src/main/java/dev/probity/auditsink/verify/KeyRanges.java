// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.verify;

import dev.probity.auditsink.entry.Body;
import dev.probity.auditsink.entry.Entry;
import dev.probity.auditsink.note.VerifierKey;
import dev.probity.topics.Topics;
import dev.probity.topics.codec.Decoded;
import dev.probity.topics.record.AuditEntry;
import dev.probity.topics.record.EventType;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which key signed heads of which sizes. A key's range ends at the head that it signed together
 * with its successor, whose range begins there; a key that was revoked signs nothing beyond the
 * size its revocation names.
 */
final class KeyRanges {
  private final Findings findings;
  private final Map<VerifierKey, Long> signedAloneUpTo = new LinkedHashMap<>();
  private final Map<String, Long> revokedAt = new HashMap<>();
  private final Set<VerifierKey> retired = new HashSet<>();
  private @Nullable VerifierKey holder;

  KeyRanges(Findings findings) {
    this.findings = findings;
  }

  /** Takes the trusted signers of the next head in, by size. */
  void signed(long size, List<VerifierKey> signers) {
    VerifierKey current = holder;
    if (signers.size() == 1) {
      signedAloneUpTo.put(signers.getFirst(), size);
    }
    if (current == null) {
      holder = signers.getLast();
    } else if (!signers.contains(current)) {
      String where = "signer of checkpoint " + size;
      findings.add(
          Finding.general(FindingCode.CHECKPOINT_SIGNATURE, where, current, signers.getFirst()));
    } else {
      for (VerifierKey successor : signers) {
        if (!successor.equals(current) && !retired.contains(successor)) {
          retired.add(current);
          holder = successor;
        }
      }
    }
  }

  /** Takes in what an entry says about a key: its revocation. */
  void check(Entry entry, byte @Nullable [] stored) {
    if (entry.eventType() != EventType.KEY_REVOKED.number()
        || stored == null
        || stored.length == 0
        || stored[0] != Body.PLAIN) {
      return;
    }
    byte[] value = Body.parse(stored).value();
    if (value != null
        && Topics.AUDIT.codec().decode(value)
            instanceof Decoded.Valid<AuditEntry>(AuditEntry revocation)) {
      String key = revocation.details().getOrDefault("key", "");
      String size = revocation.details().getOrDefault("size", "");
      if (size.matches("[0-9]{1,18}")) {
        revokedAt.merge(key, Long.parseLong(size), Math::min);
      }
    }
  }

  /** After the last head and entry. */
  void finish() {
    signedAloneUpTo.forEach(
        (key, size) -> {
          Long limit = revokedAt.get(key.toString());
          if (limit != null && size > limit) {
            String where = "signer of checkpoint " + size + ", revoked beyond " + limit;
            findings.add(
                Finding.general(FindingCode.CHECKPOINT_SIGNATURE, where, "another key too", key));
          }
        });
  }
}
