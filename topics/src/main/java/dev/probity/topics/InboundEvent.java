// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics;

import dev.probity.topics.record.EventType;
import dev.probity.topics.record.Purpose;
import dev.probity.topics.value.Bytes;
import dev.probity.topics.value.Check;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the headers of a record say (or its envelope, in structured mode).
 *
 * @param id the id of the event; with the source it names the event
 * @param source who says so
 * @param type the CloudEvents type; empty for a bare record on a topic of several types
 * @param eventType the ledger's type; unidentified for a bare record on a topic of several types
 * @param time when it happened; null when not said
 * @param purpose the purpose of a candidate as the header says it; null when not said
 * @param trace the trace context
 * @param bare whether there were no CloudEvents headers, so that all of this is derived
 * @param envelopeData the value proper, when it came inside an envelope; null in binary mode, where
 *     the record's value is the value
 */
public record InboundEvent(
    String id,
    String source,
    String type,
    EventType eventType,
    @Nullable Instant time,
    @Nullable Purpose purpose,
    Trace trace,
    boolean bare,
    @Nullable Bytes envelopeData) {

  /** Checks the components. */
  public InboundEvent {
    Check.text(id, "id");
    Check.text(source, "source");
    Check.present(type, "type");
    Check.present(eventType, "eventType");
    time = Check.optionalMillis(time, "time");
    Check.present(trace, "trace");
  }

  /**
   * The bytes to decode: those inside the envelope, else the record's own value.
   *
   * @param value the record's value, null for a Kafka null value
   */
  public byte @Nullable [] data(byte @Nullable [] value) {
    return envelopeData == null ? value : envelopeData.toArray();
  }
}
