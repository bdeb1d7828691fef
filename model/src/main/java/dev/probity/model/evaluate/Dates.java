// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.evaluate;

import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Collection;

/**
 * Instants as pandas writes a column of them: only days if all are midnights, else with as many
 * fractional digits, 0, 3, 6 or 9, as one of them needs.
 */
final class Dates {
  private static final long DAY = 86_400_000_000_000L;

  private final DateTimeFormatter format;

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

  String text(long nanos) {
    LocalDateTime time = ChunkPlan.dateTime(nanos);
    return format.format(time);
  }
}
