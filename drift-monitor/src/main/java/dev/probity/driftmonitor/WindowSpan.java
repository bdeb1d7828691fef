// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import dev.probity.topics.record.WindowType;
import java.time.LocalDate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A kind of window of event time, cut at midnights of UTC: {@code P1D} days, {@code P7D} weeks from
 * Monday, {@code P1M} calendar months, and {@code P7D/P1D} a window of seven days that ends every
 * day. Other numbers of days are counted from Monday 5 January 1970.
 *
 * @param text as configured
 * @param days length in days; 0 for a calendar month
 * @param everyDay whether one ends every midnight
 */
public record WindowSpan(String text, int days, boolean everyDay) {
  /** The longest, in days. */
  static final int MOST_DAYS = 31;

  private static final int HOURS = 24;

  /** 1 January 1970 was a Thursday: four days before a Monday. */
  private static final int MONDAY = 4;

  private static final Pattern FORM = Pattern.compile("P(\\d{1,2})D(/P1D)?");

  /** A length that can be kept. */
  public WindowSpan {
    if (days < 0 || days > MOST_DAYS) {
      throw new IllegalArgumentException(
          "a window has 1 to %d days; found %d".formatted(MOST_DAYS, days));
    }
  }

  /**
   * The span of a text.
   *
   * @throws IllegalArgumentException when it is none
   */
  public static WindowSpan parse(String text) {
    if (text.equals("P1M")) {
      return new WindowSpan(text, 0, false);
    }
    Matcher matcher = FORM.matcher(text);
    int days = matcher.matches() ? Integer.parseInt(matcher.group(1)) : 0;
    if (days < 1 || days > MOST_DAYS) {
      throw new IllegalArgumentException(
          "a window is P1D to P31D, P1M, or such days followed by /P1D; found %s. Maybe P7D"
              .formatted(text));
    }
    return new WindowSpan(text, days, matcher.group(2) != null && days > 1);
  }

  /** How its windows lie beside each other. */
  WindowType type() {
    return everyDay ? WindowType.SLIDING : WindowType.TUMBLING;
  }

  private static LocalDate date(int hour) {
    return LocalDate.ofEpochDay(Math.floorDiv(hour, HOURS));
  }

  private static int hour(LocalDate date) {
    return Math.toIntExact(date.toEpochDay() * HOURS);
  }

  /** Whether a window ends where the hour begins. */
  boolean endsAt(int hour) {
    if (Math.floorMod(hour, HOURS) != 0) {
      return false;
    }
    if (days == 0) {
      return date(hour).getDayOfMonth() == 1;
    }
    return everyDay || Math.floorMod(Math.floorDiv(hour, HOURS) - MONDAY, days) == 0;
  }

  /** The window that ends where the hour begins. */
  EventWindow endingAt(int hour) {
    int first = days == 0 ? hour(date(hour).minusMonths(1)) : hour - days * HOURS;
    return new EventWindow(this, first, hour);
  }

  /** The first window to end behind the beginning of an hour. */
  EventWindow firstAround(int hour) {
    int end = (Math.floorDiv(hour, HOURS) + 1) * HOURS;
    while (!endsAt(end)) {
      end += HOURS;
    }
    return endingAt(end);
  }
}
