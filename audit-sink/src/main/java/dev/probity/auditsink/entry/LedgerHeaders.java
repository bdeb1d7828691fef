// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.entry;

import dev.probity.topics.EventHeaders;
import dev.probity.topics.record.EventType;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * The four facts the ledger reads from a record's headers, never from its value. A header that is
 * missing, repeated or malformed leaves its field empty and holds no record up.
 */
final class LedgerHeaders {
  private static final int HEX_DIGITS = 64;
  private static final int SCHEMA_DIGITS = 4;
  private static final byte[] REPEATED = new byte[0];

  private byte @Nullable [] eventType;
  private byte @Nullable [] schemaId;
  private byte @Nullable [] predictionId;
  private byte @Nullable [] modelDigest;

  LedgerHeaders(Header[] headers) {
    for (Header header : headers) {
      switch (header.key()) {
        case EventHeaders.EVENT_TYPE -> eventType = once(eventType, header);
        case EventHeaders.SCHEMA_ID -> schemaId = once(schemaId, header);
        case EventHeaders.PREDICTION_ID -> predictionId = once(predictionId, header);
        case EventHeaders.MODEL_DIGEST -> modelDigest = once(modelDigest, header);
        default -> {}
      }
    }
  }

  /** The header's value; nothing usable when it is the second of its name. */
  private static byte @Nullable [] once(byte @Nullable [] earlier, Header header) {
    return earlier == null ? header.value() : REPEATED;
  }

  int eventType() {
    return eventType == null
        ? EventType.UNIDENTIFIED.number()
        : EventType.named(new String(eventType, StandardCharsets.UTF_8)).number();
  }

  int schemaId() {
    if (schemaId == null || schemaId.length != SCHEMA_DIGITS) {
      return 0;
    }
    int number = 0;
    for (byte hex : schemaId) {
      int digit = digit(hex);
      if (digit < 0) {
        return 0;
      }
      number = number << 4 | digit;
    }
    return number;
  }

  byte @Nullable [] predictionId() {
    return hash(predictionId);
  }

  byte @Nullable [] modelDigest() {
    return hash(modelDigest);
  }

  /** Thirty-two bytes from 64 lower-case digits; zeros stand for "none" and count as absent. */
  private static byte @Nullable [] hash(byte @Nullable [] hex) {
    if (hex == null || hex.length != HEX_DIGITS) {
      return null;
    }
    byte[] bytes = new byte[HEX_DIGITS / 2];
    int any = 0;
    for (int i = 0; i < bytes.length; i++) {
      int high = digit(hex[2 * i]);
      int low = digit(hex[2 * i + 1]);
      if (high < 0 || low < 0) {
        return null;
      }
      bytes[i] = (byte) (high << 4 | low);
      any |= bytes[i];
    }
    return any == 0 ? null : bytes;
  }

  private static int digit(byte character) {
    if (character >= '0' && character <= '9') {
      return character - '0';
    }
    return character >= 'a' && character <= 'f' ? character - 'a' + 10 : -1;
  }
}
