// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.verify;

import dev.probity.auditsink.entry.Body;
import dev.probity.auditsink.entry.Entry;
import dev.probity.auditsink.vault.IdxRanges;
import dev.probity.topics.Topics;
import dev.probity.topics.codec.Decoded;
import dev.probity.topics.record.AuditEntry;
import dev.probity.topics.record.EventType;
import java.util.Map;
import java.util.function.LongConsumer;

/**
 * Which bodies are gone, and which of them an entry {@code erasure.done} names. The erasure's entry
 * comes after the bodies it is about, so the verdict is known at the end only.
 */
final class MissingBodies {
  /** How the facts of an erasure that list positions begin. */
  private static final String LISTED = "idx-";

  private final IdxRanges missing = new IdxRanges();
  private final IdxRanges erased = new IdxRanges();

  void add(long idx) {
    missing.add(idx, idx);
  }

  /** Takes in what a recorded erasure names; other entries explain nothing. */
  void explain(Entry entry, Body body) {
    boolean named =
        entry.eventType() == EventType.ERASURE_DONE.number()
            && entry.source().topic().endsWith(Topics.AUDIT.name());
    byte[] value = named ? body.value() : null;
    if (value != null
        && Topics.AUDIT.codec().decode(value) instanceof Decoded.Valid<AuditEntry>(AuditEntry done)
        && done.event() == EventType.ERASURE_DONE) {
      for (Map.Entry<String, String> fact : done.details().entrySet()) {
        if (fact.getKey().startsWith(LISTED)) {
          erased.addText(fact.getValue());
        }
      }
    }
  }

  /** Tells each body that is gone for no recorded reason. */
  void unexplained(LongConsumer finding) {
    missing.forEach(
        idx -> {
          if (!erased.contains(idx)) {
            finding.accept(idx);
          }
        });
  }
}
