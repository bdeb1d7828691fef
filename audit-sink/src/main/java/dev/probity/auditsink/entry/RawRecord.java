// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.entry;

import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/**
 * A record as the broker delivered it: raw bytes, never parsed. The arrays are Kafka's own and must
 * not be changed.
 */
public final class RawRecord {
  private final Source source;
  private final long offset;
  private final long timestamp;
  private final TimestampType timestampType;
  private final byte @Nullable [] key;
  private final Headers headers;
  private final byte @Nullable [] value;

  /**
   * A record at its position.
   *
   * @param source topic and partition
   * @param offset offset within the partition
   * @param timestamp milliseconds since 1970, -1 when the record has none
   * @param timestampType who set the timestamp
   * @param key raw key; null and empty differ
   * @param headers in record order
   * @param value raw value; null is a tombstone
   */
  public RawRecord(
      Source source,
      long offset,
      long timestamp,
      TimestampType timestampType,
      byte @Nullable [] key,
      Headers headers,
      byte @Nullable [] value) {
    if (offset < 0) {
      throw new IllegalArgumentException("offset is " + offset);
    }
    this.source = source;
    this.offset = offset;
    this.timestamp = Math.max(timestamp, -1);
    this.timestampType = timestampType;
    this.key = key;
    this.headers = headers;
    this.value = value;
  }

  /** Where it was delivered from. */
  public Source source() {
    return source;
  }

  /** Its offset. */
  public long offset() {
    return offset;
  }

  long timestamp() {
    return timestamp;
  }

  TimestampType timestampType() {
    return timestampType;
  }

  /** Raw key, null when it has none. */
  public byte @Nullable [] key() {
    return key;
  }

  /** Headers in record order. */
  public Headers headers() {
    return headers;
  }

  byte @Nullable [] value() {
    return value;
  }

  /** Names the position only. */
  @Override
  public String toString() {
    return source + "@" + offset;
  }
}
