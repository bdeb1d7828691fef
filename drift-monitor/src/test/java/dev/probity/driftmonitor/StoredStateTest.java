// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.topics.record.SourcePosition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The pieces of state as bytes: what is read is what was written. */
class StoredStateTest {

  @Test
  void everyKindOfValueSurvivesAndRoomGrows() {
    // Given
    double[] many = new Random(1).doubles(500).toArray();
    StateOutput out = new StateOutput(3);

    // When
    out.number(-0.0).whole(Long.MIN_VALUE).count(-1).flag(true).code(200).text("größe");
    out.time(Instant.ofEpochMilli(-5)).numbers(many).raw(new byte[] {1, 2}).optional(null);
    StateInput in = new StateInput(out.optional(new byte[] {3}).toBytes());

    // Then
    assertEquals(
        Double.doubleToRawLongBits(-0.0), Double.doubleToRawLongBits(in.number()), "minus zero");
    assertEquals(Long.MIN_VALUE, in.whole());
    assertEquals(-1, in.count());
    assertTrue(in.flag());
    assertEquals(200, in.code());
    assertEquals("größe", in.text());
    assertEquals(Instant.ofEpochMilli(-5), in.time());
    assertArrayEquals(many, in.numbers());
    assertArrayEquals(new byte[] {1, 2}, in.raw());
    assertNull(in.optional());
    assertArrayEquals(new byte[] {3}, in.optional());
  }

  @Test
  void stateThatEndsTooEarlyIsABrokenStore() {
    // Given
    byte[] whole = new StateOutput().numbers(new double[] {1, 2, 3}).toBytes();

    for (int length = 0; length < whole.length; length++) {
      // When
      byte[] cut = Arrays.copyOf(whole, length);

      // Then
      assertThrows(IllegalStateException.class, () -> new StateInput(cut).numbers());
    }
  }

  @Test
  void aClearedOutputStartsAgain() {
    // Given
    StateOutput out = new StateOutput().text("before");

    // When
    out.clear();

    // Then
    assertArrayEquals(new StateOutput().count(7).toBytes(), out.count(7).toBytes());
  }

  @Test
  void labelsSurviveWithTheirRevision() {
    // Given
    WindowLabels labels = new WindowLabels(3);
    labels.set(0, true);
    labels.set(2, false);
    labels.nextRevision();

    // When
    WindowLabels read = WindowLabels.parse(labels.toBytes());
    labels.set(1, true);

    // Then
    assertEquals(WindowLabels.POSITIVE, read.at(0));
    assertEquals(WindowLabels.UNKNOWN, read.at(1), "what was read is its own");
    assertEquals(WindowLabels.NEGATIVE, read.at(2));
    assertEquals(2, read.nextRevision());
  }

  @Test
  void recentMovesAreMovedAgainInTheirOrder() {
    // Given
    RecentMoves moves = new RecentMoves();
    List<String> expected = new ArrayList<>();
    Random random = new Random(2);
    while (!moves.isFull()) {
      boolean labels = random.nextBoolean();
      double probability = random.nextDouble();
      boolean positive = random.nextBoolean();
      boolean label = random.nextBoolean();
      int[] groups = {random.nextInt(300), 1};
      Move move =
          labels
              ? Move.truth(probability, positive, label, groups)
              : Move.score(probability, positive);
      moves.add(move);
      expected.add(told(move));
    }

    // When
    StateOutput out = new StateOutput();
    moves.write(out);
    RecentMoves read = new RecentMoves();
    read.read(new StateInput(out.toBytes()));
    List<String> found = new ArrayList<>();
    read.replay(move -> found.add(told(move)));

    // Then
    assertEquals(RecentMoves.MOST, found.size());
    assertEquals(expected, found);
    read.clear();
    assertFalse(read.isFull());
    read.replay(move -> found.clear());
    assertEquals(expected, found);
  }

  private static String told(Move move) {
    return "%s %s %s %s %s"
        .formatted(
            move.labels(),
            move.calibrated(),
            move.positive(),
            move.label(),
            Arrays.toString(move.groups()));
  }

  private static OpenRows.Row row(int n) {
    return new OpenRows.Row(
        new double[] {n, Double.NaN},
        n / 100.0,
        n % 2 == 0,
        new int[] {n % 3, 1},
        "c-" + n,
        new SourcePosition("probity.predictions.v1", n % 4, n),
        n % 7 == 0 ? OpenRows.Row.NO_HOUR : n);
  }

  private static String told(OpenRows.Row row) {
    StateOutput out = new StateOutput();
    out.number(row.probability()).flag(row.positive()).count(row.hour());
    return row.candidateId() + row.position() + Arrays.toString(out.toBytes());
  }

  /** Wherever a restart falls, in a block or between two, and whatever an older window left. */
  @Test
  void rowsOfTheOpenWindowSurviveARestartAnywhere() {
    for (int rows = 0; rows <= 60; rows++) {
      // Given
      InMemoryMonitorStore store = new InMemoryMonitorStore();
      OpenRows before = new OpenRows(store);
      for (int n = 0; n < 80; n++) {
        before.add(row(1_000 + n));
      }
      before.clear();
      for (int n = 0; n < rows; n++) {
        before.add(row(n));
      }

      // When
      List<String> found = new ArrayList<>();
      OpenRows after = new OpenRows(store);
      after.restore(rows, row -> found.add(told(row)));
      after.add(row(rows));
      List<String> more = new ArrayList<>();
      new OpenRows(store).restore(rows + 1, row -> more.add(told(row)));

      // Then
      List<String> expected = new ArrayList<>();
      for (int n = 0; n <= rows; n++) {
        expected.add(told(row(n)));
      }
      assertEquals(expected.subList(0, rows), found);
      assertEquals(expected, more);
    }
  }

  @Test
  void aLostBlockOfTheOpenWindowIsABrokenStore() {
    // Given
    OpenRows rows = new OpenRows(new InMemoryMonitorStore());

    // Then
    assertThrows(IllegalStateException.class, () -> rows.restore(1, row -> {}));
  }

  @Test
  void rowsOfAClosedWindowKeepTheOffsetsOfEachPartition() {
    // Given
    WindowRows rows = new WindowRows(10);
    for (int n : new int[] {4, 9, 8, 1}) {
      rows.add(row(n));
    }

    // When
    WindowRows read = WindowRows.parse(rows.toBytes());

    // Then
    assertEquals(4, read.size());
    assertEquals(List.of("c-4", "c-9", "c-8", "c-1"), read.candidates());
    assertEquals(rows.offsets(), read.offsets());
    assertEquals(
        "{probity.predictions.v1-0=OffsetRange[from=4, to=9],"
            + " probity.predictions.v1-1=OffsetRange[from=1, to=10]}",
        read.offsets().toString());
    assertEquals(.09, read.probability(1));
    assertFalse(read.positive(1));
    assertArrayEquals(rows.groups(2), read.groups(2));
  }

  @Test
  void stateOfAnEarlierFormIsRefusedInWords() {
    // Given
    InMemoryMonitorStore store = new InMemoryMonitorStore();
    store.saveProgress(new StateOutput().count(1_000).whole(0).toBytes());

    // When
    IllegalStateException refused =
        assertThrows(
            IllegalStateException.class,
            () ->
                new ModelMonitor(
                    Stream.release(1_000, Stream.CHUNK),
                    new MonitorSettings(Stream.CHUNK, 5, Stream.PROFILE.alarms()),
                    store));

    // Then
    assertTrue(refused.getMessage().contains("form 0"), refused.getMessage());
    assertTrue(refused.getMessage().contains("new state folder"), refused.getMessage());
  }

  /** Each value has a form of its own; one of another version is never read as if it were ours. */
  @Test
  void alarmsOfAnotherFormAreRefusedInWords() {
    for (boolean ofRows : new boolean[] {true, false}) {
      // Given
      MonitoredRelease release = Stream.release(1_000, Stream.CHUNK);
      MonitorSettings settings = new MonitorSettings(Stream.CHUNK, 5, Stream.PROFILE.alarms());
      InMemoryMonitorStore store = new InMemoryMonitorStore();
      ModelMonitor monitor = new ModelMonitor(release, settings, store);
      List<Stream.Case> cases = new Stream(1).next(Stream.CHUNK);
      for (int i = 0; i < cases.size(); i++) {
        monitor.observe(Stream.observation(cases.get(i), i), Stream.START);
      }

      // When
      byte[] other = new StateOutput().code(9).whole(0).toBytes();
      if (ofRows) {
        store.saveRowAlarms("common", other);
      } else {
        store.saveAlarms(other);
      }
      IllegalStateException refused =
          assertThrows(
              IllegalStateException.class, () -> new ModelMonitor(release, settings, store));

      // Then
      assertTrue(refused.getMessage().contains("has form 9"), refused.getMessage());
    }
  }
}
