// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import dev.probity.topics.record.SourcePosition;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/** Predictions or explanations of a partition that wait, in the order they came. */
interface WaitingRoom {
  /** Lets one more wait, after all others. */
  void add(InboundRecord inbound);

  /** The one that waits longest, or null when none waits. */
  @Nullable InboundRecord first();

  /** The one that waits longest leaves. */
  void removeFirst();

  /** How many wait. */
  int size();

  /** A waiting record as bytes. */
  static byte[] encode(InboundRecord inbound) {
    StateOutput out = new StateOutput();
    SourcePosition position = inbound.position();
    out.text(position.topic()).count(position.partition()).whole(position.offset());
    out.whole(inbound.timestamp());
    byte[] key = inbound.key() == null ? null : inbound.key().toArray();
    out.optional(key).optional(inbound.valueBytes());
    List<Header> headers = new ArrayList<>();
    inbound.headers().forEach(headers::add);
    out.count(headers.size());
    headers.forEach(header -> out.text(header.key()).optional(header.value()));
    return out.toBytes();
  }

  /** The record of the bytes. */
  static InboundRecord decode(byte[] bytes) {
    StateInput in = new StateInput(bytes);
    SourcePosition position = new SourcePosition(in.text(), in.count(), in.whole());
    long timestamp = in.whole();
    byte[] key = in.optional();
    byte[] value = in.optional();
    Headers headers = new RecordHeaders();
    for (int left = in.count(); left > 0; left--) {
      headers.add(in.text(), in.optional());
    }
    return new InboundRecord(
        position, InboundRecord.bytes(key), InboundRecord.bytes(value), headers, timestamp);
  }
}
