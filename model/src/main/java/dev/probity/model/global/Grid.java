// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.global;

import java.util.Arrays;
import java.util.Objects;

/** Values of one column at which a model is looked at. */
public final class Grid {
  private Grid() {}

  /**
   * Distinct quantiles of a column: the values at ranks ⌈i · n / parts⌉ (from 1) of the n known
   * ones, for i from 0 (the least) to {@code parts} (the greatest), each once. Values 1, 1, 1, 2, 9
   * in two parts give 1, 9; in five parts 1, 2, 9. For a category, whose values are few, as many
   * parts as categories or more give every index that occurs.
   *
   * @param rows encoded values, row by row, NaN = missing
   * @param count number of rows
   * @param width values of a row
   * @param column the column
   * @param parts at least 1
   * @return ascending; empty if no row has a value
   */
  public static float[] quantiles(float[] rows, int count, int width, int column, int parts) {
    Objects.checkFromIndexSize(0, Math.multiplyExact(count, width), rows.length);
    Objects.checkIndex(column, width);
    if (parts < 1) {
      throw new IllegalArgumentException("parts must be at least 1: " + parts);
    }
    float[] known = new float[count];
    int n = 0;
    for (int row = 0; row < count; row++) {
      float value = rows[row * width + column];
      if (!Float.isNaN(value)) {
        known[n++] = value + 0.0f;
      }
    }
    Arrays.sort(known, 0, n);
    float[] grid = new float[parts + 1];
    int size = 0;
    for (int i = 0; i <= parts && n > 0; i++) {
      float value = known[Math.max(1, (int) Math.ceil((double) i * n / parts)) - 1];
      if (size == 0 || value > grid[size - 1]) {
        grid[size++] = value;
      }
    }
    return Arrays.copyOf(grid, size);
  }
}
