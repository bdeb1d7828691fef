// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.monitor;

import java.util.Arrays;

/**
 * An {@link EProcess} over hours of which only sums are kept. A block is one hour, or as many hours
 * as hold 50 records together; the bet on it is fixed before it begins, so the factor Π(1 + l (x −
 * m)) over its records does not depend on their order, and how often each value came is all it
 * needs. Values lie on a grid of 1/256 and are rounded down, which never makes a false alarm
 * likelier.
 */
public final class HourlyProcess {
  private static final int GRID = 256;

  private final EProcess process;
  private final double[] values = new double[2 * GRID + 1];
  private final long[] block = new long[values.length];
  private long inBlock;
  private long n;
  private double sum;
  private double squares;

  /**
   * A process before its first hour: E = 1.
   *
   * @param bet what is tested
   */
  public HourlyProcess(Bet bet) {
    this.process = new EProcess(bet);
    for (int i = 0; i < values.length; i++) {
      values[i] = (i - GRID) / (double) GRID;
    }
  }

  /**
   * Takes records of the open hour that have the same value, or at least it.
   *
   * @param least in [−1, 1]; rounded down to the grid
   * @param count how many, at least 0
   * @throws IllegalArgumentException when the value is none
   */
  public void add(double least, long count) {
    if (!(least >= -1 && least <= 1) || count < 0) {
      throw new IllegalArgumentException(
          "an hour takes counts of values in [−1, 1]; found %s and %d".formatted(least, count));
    }
    int place = (int) Math.floor(least * GRID) + GRID;
    block[place] += count;
    inBlock += count;
    n += count;
    sum += count * values[place];
    squares += count * values[place] * values[place];
  }

  /** The hour is over; with 50 records or more since the last block, so is the block. */
  public void endHour() {
    if (inBlock >= EProcess.BLOCK) {
      endBlock();
    }
  }

  private void endBlock() {
    process.addBlock(values, block);
    Arrays.fill(block, 0);
    inBlock = 0;
  }

  /**
   * The e-value's decimal logarithm; what is left of an unfinished block counts, for the bet on it
   * stands.
   *
   * <p>Worked by hand: m = .5, an hour of fifty ones moves nothing and sets the bet l = 1; a second
   * one multiplies E by 1.5^50, whose logarithm is 8.80.
   */
  public double log10() {
    if (inBlock > 0) {
      endBlock();
    }
    return process.log10();
  }

  /** What is tested. */
  public Bet bet() {
    return process.bet();
  }

  /** Records taken. */
  public long n() {
    return n;
  }

  /** Mean of the values taken, NaN of none. */
  public double mean() {
    return sum / n;
  }

  /** Standard error of {@link #mean}: √((Σx² − n x̄²)/(n − 1)/n), NaN for fewer than two. */
  public double standardError() {
    double around = Math.max(0, squares - n * mean() * mean());
    return n < 2 ? Double.NaN : Math.sqrt(around / (n - 1) / n);
  }
}
