// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.monitor;

import java.util.List;

/**
 * The groups that are compared with each other: those of one attribute, or the intersections of
 * two.
 *
 * @param column the attribute, or both joined by an asterisk
 * @param groups the groups, or both joined by an asterisk; never one the profile does not know
 * @param cells where each group's sums are kept
 * @param privileged which of the groups the others are compared with
 * @param crossed whether these are intersections
 */
public record SegmentSet(
    String column, List<String> groups, List<Integer> cells, int privileged, boolean crossed) {
  /** Copies; every group has its cells and one of them is privileged. */
  public SegmentSet {
    groups = List.copyOf(groups);
    cells = List.copyOf(cells);
    if (groups.size() != cells.size() || privileged < 0 || privileged >= groups.size()) {
      throw new IllegalArgumentException(
          "%s needs cells for each group and a privileged one among them".formatted(column));
    }
  }
}
