// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.topics.record.Alert;
import dev.probity.topics.record.Evidence;
import dev.probity.topics.record.Signal;
import dev.probity.topics.record.WindowStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The e-values of final rows: which there are, and what they say of quiet and of wrong days. */
class HourEvidenceTest {
  private static final Duration NEVER_IDLE = Duration.ofDays(20);
  private static final Duration STEP = Duration.ofSeconds(90);
  private static final int A_DAY = 960;

  /** Days of cases whose truth is known within the hour; from a day on it is the contrary. */
  private static EventStream run(int days, int reversedFrom) {
    EventStream stream = new EventStream(EventStream.days(NEVER_IDLE));
    Stream cases = new Stream(41);
    Random random = new Random(42);
    for (int i = 0; i < days * A_DAY; i++) {
      Instant at = Stream.START.plus(STEP.multipliedBy(i));
      Stream.Case one = cases.next(i / A_DAY >= reversedFrom);
      EventStream.Event event = new EventStream.Event(one, at, at.plusSeconds(random.nextInt(60)));
      stream.decide(event, 0);
      stream.truth(event);
    }
    return stream;
  }

  private static List<Signal> finals(EventStream stream, int day) {
    Instant start = Stream.START.plus(Duration.ofDays(day));
    return stream.signals().stream()
        .filter(signal -> signal.window().status() == WindowStatus.FINAL)
        .filter(signal -> start.equals(signal.window().windowStart()))
        .filter(signal -> signal.evidence().eValueLog10() != null)
        .toList();
  }

  private static double log10(List<Signal> rows, String metric, String segment) {
    List<Signal> found =
        rows.stream()
            .filter(row -> row.series().metric().equals(metric))
            .filter(row -> row.series().segment().equals(segment))
            .toList();
    assertEquals(1, found.size(), metric);
    Double log10 = found.getFirst().evidence().eValueLog10();
    assertNotNull(log10);
    return log10;
  }

  @Test
  void everyAlarmHasItsReproducibleValue() {
    // Given
    EventStream stream = run(5, 2);

    // When
    List<Signal> quiet = finals(stream, 0);
    List<Signal> wrong = finals(stream, 2);

    // Then
    Set<String> metrics =
        quiet.stream()
            .map(row -> row.series().metric())
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> expected = new TreeSet<>();
    for (Alarm alarm : Alarm.values()) {
      expected.add(alarm.metric());
    }
    expected.addAll(Set.of("group_underprediction", "group_overprediction", "group_error"));
    expected.addAll(Set.of("missing_rate", "unseen_rate", "deviation", "impact_ratio_change"));
    assertEquals(expected, metrics);
    assertEquals(quiet.size(), quiet.stream().map(Signal::key).distinct().count());
    for (Signal row : quiet) {
      Double log10 = row.evidence().eValueLog10();
      assertTrue(log10 != null && log10 < 2, row.key() + " " + log10);
    }
    for (String metric : List.of("error", "brier")) {
      assertTrue(log10(wrong, metric, "all") > 10, metric);
    }
    assertTrue(log10(wrong, "group_error", "2") > 5);
    assertTrue(log10(wrong, "expected_error", "all") < 2, "inputs did not change");
    assertTrue(wrong.stream().anyMatch(row -> row.evidence().evidence() == Evidence.VIOLATION));
  }

  /** Windows of event time tell; what rings is told by the processes in order of arrival. */
  @Test
  void nothingRingsByWindowsOfEventTime() {
    // Given
    List<Alert> alerts = new ArrayList<>();
    EventStream stream = new EventStream(EventStream.days(NEVER_IDLE));
    EventStream without = new EventStream(EventTimeSettings.none());
    Stream cases = new Stream(43);

    // When
    for (int i = 0; i < 4 * A_DAY; i++) {
      Instant at = Stream.START.plus(STEP.multipliedBy(i));
      EventStream.Event event = new EventStream.Event(cases.next(i > A_DAY), at, at);
      for (EventStream one : List.of(stream, without)) {
        one.decide(event, 0);
        one.truth(event);
      }
    }
    alerts.addAll(stream.alerts());

    // Then
    assertTrue(alerts.stream().anyMatch(alert -> alert.series().metric().equals("error")));
    assertEquals(without.alerts().toString(), alerts.toString());
  }
}
