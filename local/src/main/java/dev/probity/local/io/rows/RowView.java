// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.rows;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is written of each row of a block. */
interface RowView {
  /** Names of the columns, after the row's own name. */
  List<String> columns();

  /**
   * Computes a block.
   *
   * @param rows encoded, row by row
   * @param count number of rows, at most {@link RowRun#BLOCK}
   */
  void compute(float[] rows, int count);

  /** The code for which a row of the block is left out, or null. */
  @Nullable String rejected(int row);

  /** Writes a row of the block, one cell per column, each with a comma before it. */
  void write(int row, StringBuilder line);
}
