// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.evaluate;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;

/** How a period's rows are divided. */
public sealed interface ChunkPolicy {
  /** What NannyML does when nothing is said: ten chunks. */
  ChunkPolicy DEFAULT = new Count(10);

  /**
   * Chunks of equal size.
   *
   * @param rows of a chunk, ≥ 1
   */
  record Size(int rows) implements ChunkPolicy {
    /** A chunk has rows. */
    public Size {
      if (rows < 1) {
        throw new IllegalArgumentException("a chunk needs at least one row; found " + rows);
      }
    }
  }

  /**
   * A number of chunks; where it does not divide the rows, one more with the rest.
   *
   * @param chunks how many, ≥ 1
   */
  record Count(int chunks) implements ChunkPolicy {
    /** There is at least one chunk. */
    public Count {
      if (chunks < 1) {
        throw new IllegalArgumentException("at least one chunk is needed; found " + chunks);
      }
    }
  }

  /**
   * Calendar periods in UTC; those without rows are left out.
   *
   * @param unit of the calendar
   */
  record Calendar(Unit unit) implements ChunkPolicy {}

  /** Calendar units, by the letters that pandas gives them. */
  enum Unit {
    /** Hours. */
    H,
    /** Days. */
    D,
    /** Weeks, Monday to Sunday. */
    W,
    /** Months. */
    M,
    /** Quarters. */
    Q,
    /** Years. */
    Y;

    LocalDateTime start(LocalDateTime time) {
      LocalDate day = time.toLocalDate();
      return switch (this) {
        case H -> time.truncatedTo(ChronoUnit.HOURS);
        case D -> day.atStartOfDay();
        case W -> day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY)).atStartOfDay();
        case M -> day.withDayOfMonth(1).atStartOfDay();
        case Q -> day.withDayOfMonth(1).withMonth(3 * quarter(day) - 2).atStartOfDay();
        case Y -> day.withDayOfYear(1).atStartOfDay();
      };
    }

    LocalDateTime next(LocalDateTime start) {
      return switch (this) {
        case H -> start.plusHours(1);
        case D -> start.plusDays(1);
        case W -> start.plusWeeks(1);
        case M -> start.plusMonths(1);
        case Q -> start.plusMonths(3);
        case Y -> start.plusYears(1);
      };
    }

    String key(LocalDateTime start) {
      LocalDate day = start.toLocalDate();
      return switch (this) {
        case H -> "%s %02d:00".formatted(day, start.getHour());
        case D -> day.toString();
        case W -> day + "/" + day.plusDays(6);
        case M -> "%04d-%02d".formatted(day.getYear(), day.getMonthValue());
        case Q -> "%04dQ%d".formatted(day.getYear(), quarter(day));
        case Y -> "%04d".formatted(day.getYear());
      };
    }

    private static int quarter(LocalDate day) {
      return (day.getMonthValue() + 2) / 3;
    }
  }

  /** What becomes of the rows that do not fill a chunk. */
  enum Rest {
    /** They are a chunk of their own. */
    KEEP,
    /** They go into the last chunk. */
    APPEND,
    /** They are left out. */
    DROP
  }
}
