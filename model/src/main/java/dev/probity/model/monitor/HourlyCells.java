// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.monitor;

import java.util.Arrays;

/**
 * A {@link CellProcess} over hours of which only the counts by cell are kept; blocks are those of
 * {@link HourlyProcess}.
 */
public final class HourlyCells {
  private final CellProcess process;
  private final long[] block;
  private final long[] all;

  /**
   * A process before its first hour.
   *
   * @param process what is tested, before its first record
   */
  public HourlyCells(CellProcess process) {
    this.process = process;
    this.block = new long[process.cells()];
    this.all = new long[process.cells()];
  }

  /**
   * Takes a whole hour.
   *
   * @param counts records by cell
   */
  public void hour(long[] counts) {
    for (int cell = 0; cell < block.length; cell++) {
      block[cell] += counts[cell];
      all[cell] += counts[cell];
    }
    if (Arrays.stream(block).sum() >= EProcess.BLOCK) {
      endBlock();
    }
  }

  private void endBlock() {
    process.addBlock(block);
    Arrays.fill(block, 0);
  }

  /** The e-value's decimal logarithm; what is left of an unfinished block counts. */
  public double log10() {
    if (Arrays.stream(block).sum() > 0) {
      endBlock();
    }
    return process.log10();
  }

  /** Records taken. */
  public long n() {
    return Arrays.stream(all).sum();
  }

  /** What the process watches, in all records; NaN when they do not tell. */
  public double value() {
    return n() == 0 ? Double.NaN : process.value(all);
  }

  /** Between which values nothing is wrong. */
  public Limits limits() {
    return process.limits();
  }
}
