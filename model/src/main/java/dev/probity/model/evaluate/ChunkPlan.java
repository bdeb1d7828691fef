// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.evaluate;

import dev.probity.model.evaluate.ChunkPolicy.Rest;
import dev.probity.model.evaluate.ChunkPolicy.Unit;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Which row of a period belongs to which chunk, once the number of rows and their times are known.
 */
public final class ChunkPlan {
  private static final long NANOS = 1_000_000_000L;
  private static final double INCOMPLETE_SHARE = .2;
  private static final int INCOMPLETE_ROWS = 200;

  private final List<Chunk> chunks;
  private final int @Nullable [] rank;
  private final int rows;

  private ChunkPlan(List<Chunk> chunks, int @Nullable [] rank, int rows) {
    this.chunks = List.copyOf(chunks);
    this.rank = rank;
    this.rows = rows;
  }

  /**
   * Divides rows, as NannyML's chunkers do. Rows are put in order of time first; equal times keep
   * the file's order.
   *
   * <p>Worked by hand: 50,000 rows in 7 chunks are 7 of 7,142 and one of 6.
   *
   * @param policy how
   * @param rest what becomes of rows that do not fill a chunk; for sizes only
   * @param rows how many there are, ≥ 1
   * @param times one per row in nanoseconds since 1970, or null
   * @return the plan
   * @throws IllegalArgumentException when there are no rows, fewer than chunks, none to append the
   *     rest to, or no times for calendar periods
   */
  public static ChunkPlan of(ChunkPolicy policy, Rest rest, int rows, long @Nullable [] times) {
    if (rows < 1) {
      throw new IllegalArgumentException("there are no rows");
    }
    int[] order = times == null || ascends(times) ? null : order(times);
    long[] sorted = times;
    if (times != null && order != null) {
      sorted = Arrays.stream(order).mapToLong(row -> times[row]).toArray();
    }
    List<Chunk> chunks =
        switch (policy) {
          case ChunkPolicy.Size size -> bySize(size.rows(), rest, rows, sorted);
          case ChunkPolicy.Count count -> {
            if (rows < count.chunks()) {
              throw new IllegalArgumentException(
                  "%d rows cannot be %d chunks".formatted(rows, count.chunks()));
            }
            yield bySize(rows / count.chunks(), Rest.KEEP, rows, sorted);
          }
          case ChunkPolicy.Calendar calendar -> byCalendar(calendar.unit(), sorted);
        };
    return new ChunkPlan(chunks, order == null ? null : ranks(order), rows);
  }

  private static boolean ascends(long[] times) {
    for (int i = 1; i < times.length; i++) {
      if (times[i] < times[i - 1]) {
        return false;
      }
    }
    return true;
  }

  private static int[] order(long[] times) {
    return IntStream.range(0, times.length)
        .boxed()
        .sorted(Comparator.comparingLong(row -> times[row]))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  private static int[] ranks(int[] order) {
    int[] ranks = new int[order.length];
    for (int rank = 0; rank < order.length; rank++) {
      ranks[order[rank]] = rank;
    }
    return ranks;
  }

  private static List<Chunk> bySize(int size, Rest rest, int rows, long @Nullable [] times) {
    List<Chunk> chunks = new ArrayList<>();
    for (int start = 0; start < rows; start += size) {
      int left = rows - start;
      boolean last = left < 2L * size && rest == Rest.APPEND;
      if (left < size && rest != Rest.KEEP) {
        if (rest == Rest.APPEND || chunks.isEmpty()) {
          throw new IllegalArgumentException(
              "%d rows do not fill a chunk of %d. Maybe the rest should be kept"
                  .formatted(rows, size));
        }
        break;
      }
      int end = last ? rows - 1 : Math.min(rows, start + size) - 1;
      chunks.add(sized(chunks.size(), start, end, size, times));
      if (last) {
        break;
      }
    }
    return chunks;
  }

  private static Chunk sized(int index, int start, int end, int size, long @Nullable [] times) {
    Chunk.Span span = times == null ? null : new Chunk.Span(times[start], times[end]);
    String key = "[" + start + ":" + end + "]";
    return new Chunk(index, key, start, end, span, incomplete(end - start + 1, size));
  }

  private static boolean incomplete(int rows, double usual) {
    return rows < INCOMPLETE_SHARE * usual && rows < INCOMPLETE_ROWS;
  }

  private static List<Chunk> byCalendar(Unit unit, long @Nullable [] times) {
    if (times == null) {
      throw new IllegalArgumentException("calendar periods need a column of times");
    }
    List<Chunk> chunks = new ArrayList<>();
    int start = 0;
    while (start < times.length) {
      LocalDateTime first = unit.start(dateTime(times[start]));
      long next = nanos(unit.next(first));
      int end = start;
      while (end + 1 < times.length && times[end + 1] < next) {
        end++;
      }
      Chunk.Span span = new Chunk.Span(nanos(first), next - 1);
      chunks.add(new Chunk(chunks.size(), unit.key(first), start, end, span, false));
      start = end + 1;
    }
    int[] sizes = chunks.stream().mapToInt(Chunk::rows).sorted().toArray();
    int usual = sizes[sizes.length / 2];
    return chunks.stream()
        .map(
            chunk ->
                new Chunk(
                    chunk.index(),
                    chunk.key(),
                    chunk.start(),
                    chunk.end(),
                    chunk.span(),
                    incomplete(chunk.rows(), usual)))
        .toList();
  }

  static LocalDateTime dateTime(long nanos) {
    return LocalDateTime.ofEpochSecond(
        Math.floorDiv(nanos, NANOS), (int) Math.floorMod(nanos, NANOS), ZoneOffset.UTC);
  }

  static long nanos(LocalDateTime time) {
    return Math.addExact(
        Math.multiplyExact(time.toEpochSecond(ZoneOffset.UTC), NANOS), time.getNano());
  }

  /** The chunks in order. */
  public List<Chunk> chunks() {
    return chunks;
  }

  /** How many rows are divided. */
  public int rows() {
    return rows;
  }

  /**
   * The chunk of a row.
   *
   * @param row its number in the file, from 0
   * @return the chunk's index, -1 for a row that is left out
   */
  public int chunkOf(int row) {
    int at = rank == null ? row : rank[row];
    int low = 0;
    int high = chunks.size() - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (at > chunks.get(middle).end()) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return at <= chunks.get(low).end() ? low : -1;
  }
}
