// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.topics.record.WindowType;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class WindowSpanTest {
  private static int hour(String time) {
    return EventWindow.hour(Instant.parse(time));
  }

  private static String around(String span, String time) {
    EventWindow window = WindowSpan.parse(span).firstAround(hour(time));
    assertTrue(window.holds(hour(time)));
    return window.start() + "/" + window.end();
  }

  @Test
  void windowsBeginAtMidnightsOfTheCalendar() {
    // When
    List<String> found =
        List.of(
            around("P1D", "2026-02-28T23:59:59Z"),
            around("P7D", "2026-01-01T00:00:00Z"),
            around("P1M", "2028-02-29T12:00:00Z"),
            around("P7D/P1D", "2026-01-10T05:00:00Z"),
            around("P1D", "1969-12-31T05:00:00Z"));

    // Then
    assertEquals(
        List.of(
            "2026-02-28T00:00:00Z/2026-03-01T00:00:00Z",
            "2025-12-29T00:00:00Z/2026-01-05T00:00:00Z",
            "2028-02-01T00:00:00Z/2028-03-01T00:00:00Z",
            "2026-01-04T00:00:00Z/2026-01-11T00:00:00Z",
            "1969-12-31T00:00:00Z/1970-01-01T00:00:00Z"),
        found);
    assertEquals(WindowType.SLIDING, WindowSpan.parse("P7D/P1D").type());
    assertEquals(WindowType.TUMBLING, WindowSpan.parse("P1D/P1D").type());
  }

  @Test
  void aWindowThatEndsEveryDayHoldsAnHourAsOftenAsItHasDays() {
    // Given
    ChangedWindows changed = new ChangedWindows(List.of(WindowSpan.parse("P7D/P1D")));
    int hour = hour("2026-01-10T05:00:00Z");

    // When
    boolean none = changed.mark(hour, hour, true);
    boolean some = changed.mark(hour, hour + 30 * 24, false);

    // Then
    assertEquals(List.of(false, true), List.of(none, some));
    List<ChangedWindows.Changed> all = changed.take();
    assertEquals(7, all.size());
    assertTrue(all.stream().allMatch(one -> one.window().holds(hour) && !one.records()));
    assertEquals(List.of(), changed.take());
  }

  @Test
  void refusesWhatIsNoWindow() {
    // Then
    for (String text : List.of("", "P0D", "P32D", "P1W", "PT1H", "P2M", "P7D/P2D", "p1d")) {
      assertThrows(IllegalArgumentException.class, () -> WindowSpan.parse(text), text);
    }
  }
}
