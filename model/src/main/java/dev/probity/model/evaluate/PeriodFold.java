// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.evaluate;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A period's rows on their way into chunks. A chunk whose last row has come is reduced to its
 * figures at once: in a file in time order one chunk is open at a time.
 */
public final class PeriodFold {
  private final Baseline baseline;
  private final ChunkPlan plan;
  private final List<Series> series;
  private final Map<Integer, ChunkFold> open = new HashMap<>();
  private final Map<Integer, ChunkResult> closed = new TreeMap<>();
  private int next;

  PeriodFold(Baseline baseline, ChunkPlan plan, List<Series> series) {
    this.baseline = baseline;
    this.plan = plan;
    this.series = series;
  }

  /**
   * Adds the next row of the file.
   *
   * @throws IllegalStateException when the plan has no more rows
   */
  public void add(EvaluationRow row) {
    if (next == plan.rows()) {
      throw new IllegalStateException(
          "the plan has %d rows. Maybe the file has grown since it was counted".formatted(next));
    }
    int index = plan.chunkOf(next++);
    if (index >= 0) {
      ChunkFold fold = open.computeIfAbsent(index, chunk -> new ChunkFold(baseline));
      fold.add(row);
      if (fold.rows() == plan.chunks().get(index).rows()) {
        open.remove(index);
        closed.put(index, result(baseline, plan.chunks().get(index), fold, series));
      }
    }
  }

  static ChunkResult result(Baseline baseline, Chunk chunk, ChunkFold fold, List<Series> series) {
    return new ChunkResult(
        chunk,
        1 - (double) fold.withTarget() / fold.rows(),
        series.stream().map(each -> each.at(fold)).toList(),
        GroupFigures.of(baseline, fold),
        TestFigures.of(baseline, fold));
  }

  /**
   * The chunks' figures.
   *
   * @throws IllegalStateException when rows of the plan have not come
   */
  List<ChunkResult> results() {
    if (next != plan.rows()) {
      throw new IllegalStateException(
          "%d of %d rows have come. Maybe the file has shrunk since it was counted"
              .formatted(next, plan.rows()));
    }
    return new ArrayList<>(closed.values());
  }
}
