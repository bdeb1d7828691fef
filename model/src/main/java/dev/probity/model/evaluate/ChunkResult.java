// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.evaluate;

import java.util.List;

/**
 * What is kept of a chunk once its last row has been folded.
 *
 * @param chunk which
 * @param targetsMissing share of rows without truth
 * @param points one per series
 * @param groups the groups' figures
 * @param tests the columns' tests
 */
record ChunkResult(
    Chunk chunk,
    double targetsMissing,
    List<Series.Point> points,
    GroupFigures groups,
    TestFigures tests) {
  ChunkResult {
    points = List.copyOf(points);
  }
}
