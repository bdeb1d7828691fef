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

  private static final String FORM = "0000-00-00T00:00:00.000Z";
  private static final int LONGEST = 40;

  private Rfc3339() {}

  /** Writes the instant, cut to milliseconds. */
  public static String format(Instant instant) {
    Instant checked = Check.millis(instant, "instant");
    LocalDateTime utc =
        LocalDateTime.ofEpochSecond(checked.getEpochSecond(), checked.getNano(), ZoneOffset.UTC);
    char[] text = FORM.toCharArray();
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
      // Every record has several times in the form we write; the general reader costs ten times it.
      if (isAsWritten(text)) {
        return LocalDateTime.of(
                number(text, 0, 4),
                number(text, 5, 2),
                number(text, 8, 2),
                number(text, 11, 2),
                number(text, 14, 2),
                number(text, 17, 2),
                number(text, 20, 3) * 1_000_000)
            .toInstant(ZoneOffset.UTC);
      }
      // ISO 8601 also knows an hour 24, and the parser small letters.
      if (text.startsWith("24", 11) || !text.startsWith("T", 10) || text.indexOf('z') >= 0) {
        return null;
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

  private static boolean isAsWritten(String text) {
    if (text.length() != FORM.length()) {
      return false;
    }
    for (int i = 0; i < FORM.length(); i++) {
      char wanted = FORM.charAt(i);
      char found = text.charAt(i);
      if (wanted == '0' ? found < '0' || found > '9' : found != wanted) {
        return false;
      }
    }
    return true;
  }

  private static int number(String text, int at, int digits) {
    int number = 0;
    for (int i = at; i < at + digits; i++) {
      number = 10 * number + text.charAt(i) - '0';
    }
    return number;
  }
}
