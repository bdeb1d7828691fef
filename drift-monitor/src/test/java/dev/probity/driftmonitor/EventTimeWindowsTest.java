// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.model.ModelDigest;
import dev.probity.topics.record.OffsetRange;
import dev.probity.topics.record.Signal;
import dev.probity.topics.record.SignalKind;
import dev.probity.topics.record.WindowStatus;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class EventTimeWindowsTest {
  private static final Duration NEVER_IDLE = Duration.ofDays(20);
  private static final EventTimeSettings DAYS = EventStream.days(NEVER_IDLE);

  private static String finals(EventStream stream, Instant until) {
    List<String> rows =
        stream.signals().stream()
            .filter(signal -> signal.window().status() == WindowStatus.FINAL)
            .filter(signal -> !end(signal).isAfter(until))
            .map(EventStream::bytes)
            .toList();
    assertTrue(rows.size() > 400, "rows: " + rows.size());
    assertTrue(rows.stream().anyMatch(row -> row.contains("\"realized\"")));
    return digest(rows);
  }

  /** Of very many rows, so that a difference is told in one line. */
  private static String digest(List<?> rows) {
    String all = rows.stream().map(String::valueOf).collect(Collectors.joining("\n"));
    return rows.size() + " " + ModelDigest.sha256(all.getBytes(StandardCharsets.UTF_8));
  }

  private static Instant end(Signal signal) {
    Instant end = signal.window().windowEnd();
    assertTrue(end != null);
    return end;
  }

  private static EventStream.Event at(int seconds, Stream.Case one) {
    Instant at = Stream.START.plusSeconds(seconds);
    return new EventStream.Event(one, at, at);
  }

  @Test
  @DisplayName("M2 final rows do not depend on partitions, order within the grace, or restarts")
  void finalRowsDependOnTheRecordsAlone() {
    // Given
    EventTimeSettings settings =
        new EventTimeSettings(
            List.of(WindowSpan.parse("P1D"), WindowSpan.parse("P2D/P1D")),
            Duration.ofHours(24),
            Duration.ofDays(30),
            NEVER_IDLE,
            Duration.ZERO);
    List<EventStream.Event> events =
        EventStream.events(1_500, Duration.ofMinutes(5), Duration.ofHours(40), 7);
    Instant until = Stream.START.plus(Duration.ofDays(3));
    EventStream straight = new EventStream(settings);
    straight.runShuffled(events, 1, Duration.ZERO, 0, 1);
    String expected = finals(straight, until);

    // When
    EventStream eight = new EventStream(settings);
    eight.runShuffled(events, 8, Duration.ofHours(20), 0, 2);
    EventStream restarted = new EventStream(settings);
    restarted.runShuffled(events, 8, Duration.ofHours(20), 40, 3);
    EventStream tooLate = new EventStream(settings);
    tooLate.runShuffled(events, 1, Duration.ofHours(72), 0, 4);

    // Then
    assertEquals(expected, finals(eight, until));
    assertEquals(expected, finals(restarted, until));
    assertNotEquals(expected, finals(tooLate, until), "beyond the grace rows do differ");
    assertFalse(eight.notes().contains(Note.LATE));
    assertTrue(tooLate.notes().contains(Note.LATE));
  }

  @Test
  void restartsChangeNothingThatIsSaid() {
    // Given
    List<EventStream.Event> events =
        EventStream.events(700, Duration.ofMinutes(7), Duration.ofHours(30), 8);
    EventStream whole = new EventStream(DAYS);
    whole.runShuffled(events, 3, Duration.ofHours(40), 0, 5);

    // When
    EventStream restarted = new EventStream(DAYS);
    restarted.runShuffled(events, 3, Duration.ofHours(40), 25, 5);
    EventStream often = new EventStream(DAYS);
    EventStream once = new EventStream(DAYS);
    for (int i = 0; i < events.size(); i++) {
      often.decide(events.get(i), 0);
      often.truth(events.get(i));
      often.restart();
      once.decide(events.get(i), 0);
      once.truth(events.get(i));
    }

    // Then
    assertTrue(whole.notes().contains(Note.LATE));
    assertEquals(digest(whole.all()), digest(restarted.all()));
    assertEquals(digest(once.all()), digest(often.all()));
  }

  @Test
  @DisplayName("M3 kills between commits lose nothing and double nothing")
  void killsBetweenCommitsChangeNothing() {
    // Given
    List<EventStream.Event> events =
        EventStream.events(600, Duration.ofMinutes(9), Duration.ofHours(20), 15);
    EventStream whole = new EventStream(DAYS);
    whole.runShuffled(events, 4, Duration.ofHours(30), 0, 6);

    // When
    EventStream killed = new EventStream(DAYS);
    Random kills = new Random(7);
    List<Runnable> arrivals = killed.arrivals(events, 4, Duration.ofHours(30), new Random(6));
    EventStream.Commit commit = killed.commit(0);
    int count = 0;
    for (int i = 0; i < arrivals.size(); i++) {
      arrivals.get(i).run();
      if (kills.nextInt(25) == 0) {
        commit = killed.commit(i + 1);
      } else if (kills.nextInt(40) == 0) {
        killed.kill(commit);
        i = commit.sent() - 1;
        count++;
      }
    }

    // Then
    assertTrue(count > 15, "kills: " + count);
    assertEquals(digest(whole.all()), digest(killed.all()));
    assertEquals(whole.notes(), killed.notes());
  }

  @Test
  @DisplayName("M4 what comes late: provisional, final, amended, forgotten")
  void whatComesLateAmendsUntilItIsForgotten() {
    // Given
    EventStream stream = new EventStream(DAYS);
    Stream cases = new Stream(9);
    for (int hour = 0; hour < 47; hour++) {
      stream.decide(at(3_600 * hour, cases.next()), 0);
    }

    // When
    stream.decide(at(60, cases.next()), 0);
    List<WindowStatus> open =
        stream.rows("row_count").stream().map(row -> row.window().status()).distinct().toList();
    for (int hour = 47; hour < 60; hour++) {
      stream.decide(at(3_600 * hour, cases.next()), 0);
    }
    stream.decide(at(120, cases.next()), 0);
    List<Note> late = List.copyOf(stream.notes());
    for (int hour = 60; hour < 63; hour++) {
      stream.decide(at(3_600 * hour, cases.next()), 0);
    }
    stream.decide(at(3_600 * 24 * 40, cases.next()), 0);
    stream.decide(at(180, cases.next()), 0);

    // Then
    assertEquals(List.of(WindowStatus.PROVISIONAL), open);
    assertEquals(List.of(Note.LATE), late);
    assertEquals(List.of(Note.LATE, Note.BEYOND_RETENTION), stream.notes());
    List<Signal> first =
        stream.rows("row_count").stream()
            .filter(row -> end(row).equals(Stream.START.plus(Duration.ofDays(1))))
            .filter(row -> row.window().status() != WindowStatus.PROVISIONAL)
            .toList();
    assertEquals(
        List.of("final 1 25", "amended 2 26"),
        first.stream()
            .map(
                row ->
                    "%s %d %d"
                        .formatted(
                            row.window().status().code(),
                            row.window().revision(),
                            row.window().n()))
            .toList());
    assertEquals(Stream.START.plus(Duration.ofDays(2)), first.getFirst().computedAt());
    assertEquals(
        List.of(new OffsetRange(0, 48)), List.copyOf(first.getFirst().inputOffsets().values()));
  }

  @Test
  @DisplayName("M4 an empty day is told, once, with n = 0")
  void anEmptyDayIsTold() {
    // Given
    EventStream stream = new EventStream(DAYS);
    Stream cases = new Stream(10);

    // When
    stream.decide(at(60, cases.next()), 0);
    stream.decide(at(3 * 86_400, cases.next()), 0);
    stream.decide(at(6 * 86_400, cases.next()), 0);

    // Then
    List<String> finals =
        stream.signals().stream()
            .filter(row -> row.window().status() == WindowStatus.FINAL)
            .filter(row -> row.series().metric().equals("row_count"))
            .map(row -> end(row) + " " + row.window().n() + " " + row.estimate().value())
            .toList();
    assertEquals(
        List.of(
            "2026-01-02T00:00:00Z 1 1.0",
            "2026-01-03T00:00:00Z 0 0.0",
            "2026-01-04T00:00:00Z 0 0.0",
            "2026-01-05T00:00:00Z 1 1.0",
            "2026-01-06T00:00:00Z 0 0.0"),
        finals);
    assertTrue(
        stream.signals().stream()
            .filter(row -> row.window().n() == 0 && row.series().segment().equals("all"))
            .allMatch(row -> row.series().metric().equals("row_count")));
  }

  @Test
  @DisplayName("M4 a silent partition is waited for, but not for ever, and the row says so")
  void aSilentPartitionIsNotWaitedForForEver() {
    // Given
    EventStream patient = new EventStream(DAYS);
    EventStream impatient = new EventStream(EventStream.days(Duration.ofHours(12)));
    Stream cases = new Stream(11);

    // When
    for (EventStream stream : List.of(patient, impatient)) {
      stream.decide(at(60, cases.next()), 1);
      for (int hour = 1; hour < 60; hour++) {
        stream.decide(at(3_600 * hour, cases.next()), 0);
      }
    }

    // Then
    assertEquals(List.of(), patient.rows("row_count"));
    List<Signal> finals =
        impatient.rows("row_count").stream()
            .filter(row -> row.window().status() == WindowStatus.FINAL)
            .toList();
    assertEquals(1, finals.size());
    assertTrue(finals.getFirst().flags().idlePartitions());
    assertEquals(24, finals.getFirst().window().n());
  }

  @Test
  @DisplayName("M5 the joint estimate is the estimate without truths and realized with all")
  void truthsMoveTheJointEstimateAndNeverN() {
    // Given
    EventStream stream = new EventStream(DAYS);
    List<EventStream.Event> events =
        EventStream.events(1_200, Duration.ofMinutes(10), Duration.ZERO, 12);
    List<EventStream.Event> firstDay = events.subList(0, 144);

    // When
    events.subList(0, 500).forEach(event -> stream.decide(event, 0));
    List<Signal> unlabelled = rows(stream, "accuracy", SignalKind.ESTIMATED);
    Collections.shuffle(firstDay, new Random(1));
    int told = 0;
    for (int i = 500; i < events.size(); i++) {
      stream.decide(events.get(i), 0);
      for (int k = 0; k < 3 && told < firstDay.size() && i > 520; k++, told++) {
        EventStream.Event event = firstDay.get(told);
        stream.truth(new EventStream.Event(event.one(), event.at(), events.get(i).at()));
      }
    }

    // Then
    List<Signal> joint = rows(stream, "accuracy", SignalKind.JOINT);
    List<Signal> realized = rows(stream, "accuracy", SignalKind.REALIZED);
    assertEquals(1, unlabelled.size());
    assertTrue(joint.size() > 5, "amended " + joint.size() + " times");
    assertEquals(List.of(144L), joint.stream().map(row -> row.window().n()).distinct().toList());
    assertEquals(1, joint.getLast().window().maturity());
    assertEquals(realized.getLast().estimate().value(), joint.getLast().estimate().value(), 1e-12);
    List<Integer> revisions = joint.stream().map(row -> row.window().revision()).toList();
    assertEquals(IntStream.range(2, 2 + revisions.size()).boxed().toList(), revisions);
    long right = events.subList(0, 144).stream().filter(EventTimeWindowsTest::right).count();
    assertEquals(right / 144.0, realized.getLast().estimate().value(), 1e-12);
  }

  private static boolean right(EventStream.Event event) {
    return event.one().label() == event.one().positive();
  }

  private static List<Signal> rows(EventStream stream, String metric, SignalKind kind) {
    return stream.rows(metric).stream()
        .filter(row -> row.series().kind() == kind)
        .filter(row -> end(row).equals(Stream.START.plus(Duration.ofDays(1))))
        .filter(row -> row.window().status() != WindowStatus.PROVISIONAL)
        .toList();
  }

  @Test
  void anHourIsSmallAndForgottenOnesAreGone() {
    // Given
    EventTimeSettings settings =
        new EventTimeSettings(
            List.of(WindowSpan.parse("P1D")),
            Duration.ofHours(2),
            Duration.ofDays(3),
            NEVER_IDLE,
            Duration.ZERO);
    EventStream stream = new EventStream(settings);
    Pane pane = new Pane(EventStream.RELEASE.reference());
    List<EventStream.Event> events =
        EventStream.events(5_000, Duration.ofMinutes(2), Duration.ZERO, 13);

    // When
    for (EventStream.Event event : events) {
      stream.decide(event, 0);
      stream.truth(event);
      OpenRows.Row row =
          OpenRows.Row.of(Stream.observation(event.one(), 0), EventStream.RELEASE.reference(), 0);
      pane.add(row);
      pane.fold().label(row.probability(), row.positive(), row.groups(), event.one().label());
    }

    // Then
    int bytes = pane.toBytes().length;
    System.out.printf("an hour of 5,000 records and truths: %,d bytes%n", bytes);
    assertTrue(bytes < 200_000, "bytes of an hour of 5,000 records: " + bytes);
    int oldest = EventWindow.hour(events.getLast().at()) - 3 * 24;
    assertTrue(stream.store().event("pane/" + (oldest + 1)) != null);
    assertEquals(null, stream.store().event("pane/" + (oldest - 2)));
  }

  @Test
  void theTopicsWindowsByCountStayAsTheyWere() {
    // Given
    List<EventStream.Event> events =
        EventStream.events(450, Duration.ofMinutes(30), Duration.ofHours(3), 14);
    EventStream without = new EventStream(EventTimeSettings.none());
    EventStream with = new EventStream(DAYS);

    // When
    without.runShuffled(events, 2, Duration.ZERO, 0, 1);
    with.runShuffled(events, 2, Duration.ZERO, 0, 1);

    // Then
    assertEquals(List.of(), without.signals());
    List<Signal> byCount =
        with.all().stream().filter(signal -> signal.window().windowEnd() == null).toList();
    assertEquals(digest(without.all()), digest(byCount));
  }

  @Test
  void refusesWindowsThatCannotBeKept() {
    // Then
    assertThrows(
        IllegalArgumentException.class,
        () ->
            new EventTimeSettings(
                List.of(WindowSpan.parse("P30D")),
                Duration.ofDays(1),
                Duration.ofDays(7),
                NEVER_IDLE,
                Duration.ZERO));
  }
}
