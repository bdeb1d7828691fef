// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * How windows of event time are kept.
 *
 * @param spans which windows; none keeps no hours at all
 * @param grace how long behind its end a window waits for records that come late
 * @param retention how long an hour is kept, so that later records still amend its windows
 * @param idle after how much event time a partition that sends nothing is waited for no longer
 * @param maxSkew how far the time of an event may lie from its record's; zero takes any
 */
public record EventTimeSettings(
    List<WindowSpan> spans, Duration grace, Duration retention, Duration idle, Duration maxSkew) {
  private static final int MOST_SPANS = 8;
  private static final Duration LONGEST = Duration.ofDays(3_660);

  /** Copies; what is waited for is kept. */
  public EventTimeSettings {
    spans = List.copyOf(spans);
    boolean possible =
        spans.size() <= MOST_SPANS
            && !grace.isNegative()
            && retention.compareTo(grace) > 0
            && retention.compareTo(LONGEST) <= 0
            && !idle.isNegative()
            && !maxSkew.isNegative();
    if (!possible) {
      throw new IllegalArgumentException(
          ("at most %d windows, and a retention longer than the grace, of ten years at most;"
                  + " found %d, %s and %s")
              .formatted(MOST_SPANS, spans.size(), retention, grace));
    }
    for (WindowSpan span : spans) {
      if (retention.toDays() < Math.max(span.days(), 1)) {
        throw new IllegalArgumentException(
            "hours are kept for %s, which is shorter than the window %s"
                .formatted(retention, span.text()));
      }
    }
  }

  /** No windows of event time, and the usual limits for when there are. */
  public static EventTimeSettings none() {
    return of(List.of());
  }

  /** Windows with the usual limits: a day of grace, half a year of retention. */
  public static EventTimeSettings of(List<WindowSpan> spans) {
    return new EventTimeSettings(
        spans, Duration.ofDays(1), Duration.ofDays(180), Duration.ofHours(1), Duration.ofHours(24));
  }

  /** The time of an event; that of its record when the two cannot both be right. */
  Instant timeOf(Instant event, Instant record) {
    boolean skewed =
        on() && !maxSkew.isZero() && Duration.between(event, record).abs().compareTo(maxSkew) > 0;
    return skewed ? record : event;
  }

  /** Whether any are kept. */
  boolean on() {
    return !spans.isEmpty();
  }
}
