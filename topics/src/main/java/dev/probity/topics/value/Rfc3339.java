// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.value;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * Times on the wire: RFC 3339 in UTC with exactly three digits of a second, for example {@code
 * 2026-01-01T00:00:00.000Z}. Readers also take other offsets and fractions and cut to milliseconds.
 */
public final class Rfc3339 {

  static final Instant FIRST = Instant.parse("0000-01-01T00:00:00Z");
  static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999999Z");

  private static final int LENGTH = 24;
  private static final int LONGEST = 40;

  private Rfc3339() {}

  /** Writes the instant, cut to milliseconds. */
  public static String format(Instant instant) {
    Instant checked = Check.millis(instant, "instant");
    LocalDateTime utc =
        LocalDateTime.ofEpochSecond(checked.getEpochSecond(), checked.getNano(), ZoneOffset.UTC);
    char[] text = "0000-00-00T00:00:00.000Z".toCharArray();
    put(text, 0, 4, utc.getYear());
    put(text, 5, 2, utc.getMonthValue());
    put(text, 8, 2, utc.getDayOfMonth());
    put(text, 11, 2, utc.getHour());
    put(text, 14, 2, utc.getMinute());
    put(text, 17, 2, utc.getSecond());
    put(text, 20, 3, utc.getNano() / 1_000_000);
    return new String(text);
  }

  private static void put(char[] text, int at, int digits, int value) {
    int rest = value;
    for (int i = at + digits - 1; i >= at; i--) {
      text[i] = (char) ('0' + rest % 10);
      rest /= 10;
    }
  }

  /** Reads an RFC 3339 time, or answers null when the text is none. */
  public static @Nullable Instant parse(String text) {
    try {
      // ISO 8601 also knows an hour 24, and the parser small letters.
      if (text.startsWith("24", 11) || !text.startsWith("T", 10) || text.indexOf('z') >= 0) {
        return null;
      }
      if (text.length() == LENGTH && text.charAt(LENGTH - 1) == 'Z' && text.charAt(19) == '.') {
        return Instant.parse(text);
      }
      if (text.length() > LONGEST || text.length() < 20) {
        return null;
      }
      Instant instant = OffsetDateTime.parse(text).toInstant();
      return Check.millis(instant, "instant");
    } catch (DateTimeException | InvalidValueException e) {
      return null;
    }
  }
}
