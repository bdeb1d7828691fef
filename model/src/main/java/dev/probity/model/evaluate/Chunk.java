// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.evaluate;

import org.jspecify.annotations.Nullable;

/**
 * A run of rows, in time order.
 *
 * @param index from 0 within its period
 * @param key {@code [first:last]}, or the name of the calendar period
 * @param start the first row's number
 * @param end the last row's number, inclusive
 * @param span first and last instant; null where the rows have no times
 * @param incomplete whether it has so few rows that it sets no limits and breaks none
 */
public record Chunk(
    int index, String key, int start, int end, @Nullable Span span, boolean incomplete) {

  /**
   * Two instants in nanoseconds since 1970-01-01T00:00Z.
   *
   * @param first earliest
   * @param last latest
   */
  public record Span(long first, long last) {}

  /** A chunk has rows. */
  public Chunk {
    if (index < 0 || start < 0 || end < start) {
      throw new IllegalArgumentException(
          "a chunk needs rows in order; found %d to %d".formatted(start, end));
    }
  }

  /** How many rows there are. */
  public int rows() {
    return end - start + 1;
  }
}
