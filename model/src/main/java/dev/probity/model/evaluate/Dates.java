// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.evaluate;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;

/**
 * Instants as pandas writes a column of them: only days if all are midnights, else with as many
 * fractional digits, 0, 3, 6 or 9, as one of them needs.
 */
public final class Dates {
  private static final long DAY = 86_400_000_000_000L;

  private final DateTimeFormatter format;

  /** The format that a column of nanoseconds since 1970 needs. */
  Dates(Collection<Long> column) {
    boolean days = column.stream().allMatch(nanos -> nanos % DAY == 0);
    String fraction = "";
    long unit = 1_000_000_000L;
    while (fits(column, unit) < column.size()) {
      unit /= 1_000;
      fraction += "SSS";
    }
    format =
        DateTimeFormatter.ofPattern(
            days
                ? "uuuu-MM-dd"
                : "uuuu-MM-dd HH:mm:ss" + (fraction.isEmpty() ? "" : "." + fraction));
  }

  private static long fits(Collection<Long> column, long unit) {
    return column.stream().filter(nanos -> nanos % unit == 0).count();
  }

  /**
   * Reads an instant: a day, or day and time of day with T or a space between and up to nine
   * fractional digits, with an offset from UTC or none for UTC itself.
   *
   * <p>Worked by hand: 1970-01-02 00:00:00.5 is 86,400,500,000,000.
   *
   * @param text as above
   * @return nanoseconds since 1970-01-01T00:00Z
   * @throws IllegalArgumentException when it is no such text, or before 1677 or after 2262
   */
  public static long parse(String text) {
    String iso = text.length() > 10 && text.charAt(10) == ' ' ? text.replaceFirst(" ", "T") : text;
    try {
      if (iso.length() == 10) {
        return ChunkPlan.nanos(LocalDate.parse(iso).atStartOfDay());
      }
      boolean offset = iso.endsWith("Z") || iso.lastIndexOf('+') > 10 || iso.lastIndexOf('-') > 10;
      return ChunkPlan.nanos(
          offset
              ? OffsetDateTime.parse(iso).withOffsetSameInstant(ZoneOffset.UTC).toLocalDateTime()
              : LocalDateTime.parse(iso));
    } catch (DateTimeException | ArithmeticException wrong) {
      throw new IllegalArgumentException(
          "not a time like 2026-01-31 06:27:16.848 between 1678 and 2261", wrong);
    }
  }

  String text(long nanos) {
    LocalDateTime time = ChunkPlan.dateTime(nanos);
    return format.format(time);
  }
}
