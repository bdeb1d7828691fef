// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.model.evaluate.ChunkPolicy.Rest;
import dev.probity.model.evaluate.ChunkPolicy.Unit;
import java.time.LocalDateTime;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which rows are a chunk. */
class ChunkPlanTest {
  private static List<Integer> sizes(ChunkPlan plan) {
    return plan.chunks().stream().map(Chunk::rows).toList();
  }

  private static long nanos(String time) {
    return ChunkPlan.nanos(LocalDateTime.parse(time));
  }

  @Test
  void sevenChunksOfFiftyThousandRowsAreEight() {
    // When
    ChunkPlan plan = ChunkPlan.of(new ChunkPolicy.Count(7), Rest.KEEP, 50_000, null);

    // Then
    assertEquals(List.of(7142, 7142, 7142, 7142, 7142, 7142, 7142, 6), sizes(plan));
    assertEquals("[49994:49999]", plan.chunks().getLast().key());
    assertTrue(plan.chunks().getLast().incomplete());
    assertFalse(plan.chunks().getFirst().incomplete());
  }

  @ParameterizedTest
  @CsvSource({"KEEP, 3, 4, 2", "APPEND, 2, 6, 1", "DROP, 2, 4, -1"})
  void theRestIsKeptAppendedOrDropped(Rest rest, int chunks, int lastRows, int chunkOfLastRow) {
    // When
    ChunkPlan plan = ChunkPlan.of(new ChunkPolicy.Size(4), rest, 10, null);

    // Then
    assertEquals(chunks, plan.chunks().size());
    assertEquals(rest == Rest.KEEP ? 2 : lastRows, plan.chunks().getLast().rows());
    assertEquals(chunkOfLastRow, plan.chunkOf(9));
    assertEquals(0, plan.chunkOf(3));
    assertEquals(1, plan.chunkOf(4));
  }

  @Test
  void rowsGoWhereTheirTimePutsThemAndEqualTimesKeepTheirOrder() {
    // Given
    long[] times = {30, 10, 20, 10, 40, 0};

    // When
    ChunkPlan plan = ChunkPlan.of(new ChunkPolicy.Size(2), Rest.KEEP, 6, times);

    // Then: in order of time the rows are 5 1 | 3 2 | 0 4
    assertEquals(
        List.of(2, 0, 1, 1, 2, 0), List.of(0, 1, 2, 3, 4, 5).stream().map(plan::chunkOf).toList());
    assertEquals(new Chunk.Span(0, 10), plan.chunks().getFirst().span());
  }

  @ParameterizedTest
  @CsvSource({
    "H, 2026-02-28T23:59:59.5, 2026-02-28 23:00, 2026-02-28T23:00, 2026-03-01T00:00",
    "D, 2026-02-28T23:59:59.5, 2026-02-28, 2026-02-28T00:00, 2026-03-01T00:00",
    "W, 2026-03-01T12:00, 2026-02-23/2026-03-01, 2026-02-23T00:00, 2026-03-02T00:00",
    "M, 2024-02-29T12:00, 2024-02, 2024-02-01T00:00, 2024-03-01T00:00",
    "Q, 2026-12-31T12:00, 2026Q4, 2026-10-01T00:00, 2027-01-01T00:00",
    "Y, 1969-12-31T12:00, 1969, 1969-01-01T00:00, 1970-01-01T00:00",
  })
  void periodsAreThoseOfTheCalendar(Unit unit, String time, String key, String from, String to) {
    // When
    ChunkPlan plan =
        ChunkPlan.of(new ChunkPolicy.Calendar(unit), Rest.KEEP, 1, new long[] {nanos(time)});

    // Then
    Chunk chunk = plan.chunks().getFirst();
    assertEquals(key, chunk.key());
    assertEquals(new Chunk.Span(nanos(from), nanos(to) - 1), chunk.span());
  }

  @Test
  void periodsWithoutRowsAreLeftOut() {
    // Given
    long[] times =
        LongStream.of(
                nanos("2026-01-05T00:00"), nanos("2026-04-01T00:00"), nanos("2026-04-02T00:00"))
            .toArray();

    // When
    ChunkPlan plan = ChunkPlan.of(new ChunkPolicy.Calendar(Unit.M), Rest.KEEP, 3, times);

    // Then
    assertEquals(List.of("2026-01", "2026-04"), plan.chunks().stream().map(Chunk::key).toList());
    assertEquals(List.of(1, 2), sizes(plan));
  }

  @Test
  void impossiblePlansSayWhy() {
    // Given
    ChunkPolicy ten = new ChunkPolicy.Size(10);

    // Then
    refused("no rows", ten, Rest.KEEP, 0);
    refused("do not fill a chunk", ten, Rest.APPEND, 9);
    refused("do not fill a chunk", ten, Rest.DROP, 9);
    refused("cannot be 10 chunks", ChunkPolicy.DEFAULT, Rest.KEEP, 9);
    refused("column of times", new ChunkPolicy.Calendar(Unit.M), Rest.KEEP, 9);
  }

  private static void refused(String why, ChunkPolicy policy, Rest rest, int rows) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> ChunkPlan.of(policy, rest, rows, null))
            .getMessage();
    assertTrue(message.contains(why), message);
  }
}
