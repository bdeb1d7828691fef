// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import dev.probity.topics.codec.Codecs;
import dev.probity.topics.codec.Decoded;
import dev.probity.topics.record.SourcePosition;
import dev.probity.topics.value.Bytes;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * A record as it came from outside.
 *
 * @param position where it stands
 * @param key its key
 * @param value its value
 * @param headers its headers
 * @param timestamp its time in milliseconds
 */
record InboundRecord(
    SourcePosition position,
    @Nullable Bytes key,
    @Nullable Bytes value,
    Headers headers,
    long timestamp) {

  static @Nullable Bytes bytes(byte @Nullable [] content) {
    return content == null ? null : Bytes.copyOf(content);
  }

  byte @Nullable [] keyBytes() {
    return key == null ? null : key.toArray();
  }

  byte @Nullable [] valueBytes() {
    return value == null ? null : value.toArray();
  }

  /** The key as text, or null when it is none. */
  @Nullable String keyText() {
    return switch (Codecs.TEXT_KEY.decode(key == null ? null : key.toArray())) {
      case Decoded.Valid<String> valid -> valid.value();
      case Decoded.Invalid<String> invalid -> null;
    };
  }
}
