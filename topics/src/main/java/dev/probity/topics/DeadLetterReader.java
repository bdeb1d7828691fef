// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics;

import dev.probity.topics.codec.Decoded;
import dev.probity.topics.codec.StrictUtf8;
import dev.probity.topics.record.Coded;
import dev.probity.topics.record.ReasonCode;
import dev.probity.topics.record.RecordHeader;
import dev.probity.topics.record.Reject;
import dev.probity.topics.record.Stage;
import dev.probity.topics.value.Bytes;
import dev.probity.topics.value.Check;
import dev.probity.topics.value.InvalidValueException;
import dev.probity.topics.value.Rfc3339;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** Reads the headers {@link DeadLetter} writes, and accepts nothing it would not write. */
final class DeadLetterReader {

  private final Map<String, String> facts = new HashMap<>();
  private final List<RecordHeader> originals = new ArrayList<>();
  private @Nullable String repeated;

  DeadLetterReader(Headers headers) {
    for (Header header : headers) {
      String name = header.key();
      byte[] value = header.value();
      if (name.startsWith(DeadLetter.ORIGINAL)) {
        String original = name.substring(DeadLetter.ORIGINAL.length());
        originals.add(new RecordHeader(original, DeadLetter.bytes(value)));
      } else if (name.startsWith(DeadLetter.PREFIX)) {
        String fact = name.substring(DeadLetter.PREFIX.length());
        String text = value == null ? null : StrictUtf8.decode(value);
        if (text == null || facts.put(fact, text) != null) {
          repeated = fact;
        }
      }
    }
  }

  Decoded<Reject> read(@Nullable Bytes key, @Nullable Bytes value) {
    if (repeated != null) {
      return refused(DeadLetter.PREFIX + repeated + " is given twice or not text");
    }
    try {
      return new Decoded.Valid<>(
          new Reject(
              member(ReasonCode.values(), "reason-code"),
              text("reason"),
              member(Stage.values(), "stage"),
              text("original-topic"),
              small("original-partition"),
              number("original-offset"),
              number("original-timestamp"),
              key,
              value,
              originals,
              text("service"),
              text("service-version"),
              instant("first-failed-at"),
              Check.present(small("attempts"), "attempts"),
              text("payload-sha256")));
    } catch (InvalidValueException e) {
      return refused(DeadLetter.PREFIX + e.getMessage());
    }
  }

  private static Decoded<Reject> refused(String reason) {
    return new Decoded.Invalid<>(ReasonCode.SCHEMA, reason, "");
  }

  private String text(String name) {
    return Check.text(facts.get(name), name);
  }

  private <E extends Enum<E> & Coded> E member(E[] members, String name) {
    String code = text(name);
    for (E member : members) {
      if (member.code().equals(code)) {
        return member;
      }
    }
    return Check.present(null, name + " of the closed list");
  }

  private @Nullable Long number(String name) {
    String digits = facts.get(name);
    if (digits == null) {
      return null;
    }
    Check.that(digits.matches("0|[1-9][0-9]{0,15}"), name, "a decimal number");
    return Long.valueOf(digits);
  }

  private @Nullable Integer small(String name) {
    Long number = number(name);
    if (number == null) {
      return null;
    }
    Check.that(number <= Integer.MAX_VALUE, name, "a decimal number of 32 bits");
    return number.intValue();
  }

  private Instant instant(String name) {
    return Check.present(Rfc3339.parse(text(name)), name);
  }
}
