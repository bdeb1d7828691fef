// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics;

import dev.probity.topics.codec.Decoded;
import dev.probity.topics.codec.StrictUtf8;
import dev.probity.topics.record.ReasonCode;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/** The headers that matter to us as texts by name, or why they cannot be trusted. */
final class HeaderTexts {

  /** The most bytes of all names and values together. */
  static final int MAX_BYTES = 4096;

  /** The most headers. */
  static final int MAX_COUNT = 64;

  private HeaderTexts() {}

  /**
   * Reads CloudEvents, trace and own headers. Kafka lets a header repeat; here "last wins" would
   * let a sender say one thing to one reader and another thing to the next, so repeats are refused.
   */
  static Decoded<Map<String, String>> read(Headers headers) {
    Map<String, String> texts = new HashMap<>();
    int bytes = 0;
    int count = 0;
    for (Header header : headers) {
      String name = header.key();
      byte[] value = header.value();
      bytes += name.length() + (value == null ? 0 : value.length);
      count++;
      if (bytes > MAX_BYTES || count > MAX_COUNT) {
        return refused(ReasonCode.TOO_LARGE, "the headers are beyond 4 KiB or 64 in number");
      }
      if (!matters(name)) {
        continue;
      }
      String text = value == null ? null : StrictUtf8.decode(value);
      if (text == null) {
        return refused(ReasonCode.SCHEMA, "a header is not UTF-8 text");
      }
      if (texts.put(name, text) != null) {
        return refused(ReasonCode.SCHEMA, "a header is given twice");
      }
    }
    return new Decoded.Valid<>(texts);
  }

  private static boolean matters(String name) {
    return name.startsWith("ce_")
        || name.startsWith("probity-")
        || name.equals(EventHeaders.CONTENT_TYPE)
        || name.equals(EventHeaders.TRACEPARENT)
        || name.equals(EventHeaders.TRACESTATE);
  }

  private static Decoded<Map<String, String>> refused(ReasonCode code, String reason) {
    return new Decoded.Invalid<>(code, reason, "");
  }
}
