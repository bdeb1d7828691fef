// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.monitor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * An anytime-valid test that a column's distribution is that of the reference: the mean of one
 * {@link EProcess} per indicator and direction. Indicators of a numeric column are "at most the
 * k-th cut", of a categorical one "is the k-th category"; m = F + tolerance + √(ln 200 / 2 n0), F
 * the indicator's mean on the reference; the last term pays for not knowing F exactly (Hoeffding,
 * .01 for both directions). A direction in which m reaches 1 can never be exceeded and has no
 * process.
 */
public final class DeviationProcess implements CellProcess {
  /** Change of a share that is still none. */
  public static final double TOLERANCE = .03;

  private static final double[] BITS = {0, 1};

  private final double[] shares;
  private final boolean cumulative;
  private final double slack;
  private final List<Side> sides = new ArrayList<>();
  private final int[] block;
  private int inBlock;

  /** An indicator, or its contrary, and the process that bets on it. */
  private static final class Side {
    private final int indicator;
    private final boolean holds;
    private EProcess process;

    private Side(int indicator, boolean holds, double mean) {
      this.indicator = indicator;
      this.holds = holds;
      this.process = new EProcess(new Bet(mean, Math.max(mean * (1 - mean), .01), .5 / mean));
    }
  }

  /**
   * A process over cuts before its first record.
   *
   * <p>Worked by hand: n0 = 10,000: the last term is √(5.298 / 20,000) = .0163, so for F = .1 the
   * process bets that the share lies above .1463, and another that it lies below .0537.
   *
   * @param below the share of the reference at or below each cut, ascending
   * @param n0 rows of the reference, at least 1
   */
  public DeviationProcess(double[] below, long n0) {
    this(below, true, n0, TOLERANCE);
  }

  DeviationProcess(double[] shares, boolean cumulative, long n0, double tolerance) {
    this.shares = shares.clone();
    this.cumulative = cumulative;
    this.slack = tolerance + StrictMath.sqrt(StrictMath.log(200) / (2.0 * n0));
    this.block = new int[shares.length + 1];
    for (int k = 0; k < shares.length; k++) {
      side(k, true, shares[k] + slack);
      side(k, false, 1 - shares[k] + slack);
    }
  }

  private void side(int indicator, boolean holds, double mean) {
    if (mean < 1) {
      sides.add(new Side(indicator, holds, mean));
    }
  }

  @Override
  public int cells() {
    return block.length;
  }

  /**
   * Takes one record.
   *
   * @param cell the number of cuts that lie below the value, or the place of its category
   */
  @Override
  public boolean add(int cell) {
    block[cell]++;
    if (++inBlock < EProcess.BLOCK) {
      return false;
    }
    int[] ones = new int[shares.length];
    int seen = 0;
    for (int k = 0; k < ones.length; k++) {
      seen += block[k];
      ones[k] = cumulative ? seen : block[k];
    }
    for (Side side : sides) {
      int held = ones[side.indicator];
      side.process.addBlock(side.holds ? held : EProcess.BLOCK - held);
    }
    Arrays.fill(block, 0);
    inBlock = 0;
    return true;
  }

  @Override
  public void addBlock(long[] counts) {
    long n = Arrays.stream(counts).sum();
    long seen = 0;
    long[] held = new long[shares.length];
    for (int k = 0; k < held.length; k++) {
      seen += counts[k];
      held[k] = cumulative ? seen : counts[k];
    }
    for (Side side : sides) {
      long ones = side.holds ? held[side.indicator] : n - held[side.indicator];
      side.process.addBlock(BITS, new long[] {n - ones, ones});
    }
  }

  @Override
  public double log10() {
    if (sides.isEmpty()) {
      return 0;
    }
    double[] logs = sides.stream().mapToDouble(side -> side.process.log10()).toArray();
    double largest = Arrays.stream(logs).max().orElseThrow();
    double sum = 0;
    for (double log : logs) {
      sum += StrictMath.pow(10, log - largest);
    }
    return largest + StrictMath.log10(sum / logs.length);
  }

  /** The largest change of an indicator's share. */
  @Override
  public double value(long[] counts) {
    double[] now = shares(counts);
    double largest = Double.NaN;
    for (int k = 0; k < now.length; k++) {
      double change = Math.abs(now[k] - shares[k]);
      largest = largest >= change ? largest : change;
    }
    return largest;
  }

  private double[] shares(long[] counts) {
    long n = Arrays.stream(counts).sum();
    double[] now = new double[shares.length];
    long seen = 0;
    for (int k = 0; k < now.length; k++) {
      seen += counts[k];
      now[k] = (double) (cumulative ? seen : counts[k]) / n;
    }
    return now;
  }

  @Override
  public Limits limits() {
    return new Limits(Double.NaN, slack, 0);
  }

  @Override
  public boolean within(long[] counts) {
    long n = Arrays.stream(counts).sum();
    double[] now = shares(counts);
    boolean within = n > 1;
    for (int k = 0; k < now.length; k++) {
      double error = Math.sqrt(now[k] * (1 - now[k]) / (n - 1));
      within &= Math.abs(now[k] - shares[k]) <= slack + error;
    }
    return within;
  }

  @Override
  public double[] state() {
    double[] state = new double[block.length + sides.size() * EProcess.STATE_LENGTH];
    for (int i = 0; i < block.length; i++) {
      state[i] = block[i];
    }
    int at = block.length;
    for (Side side : sides) {
      System.arraycopy(side.process.state(), 0, state, at, EProcess.STATE_LENGTH);
      at += EProcess.STATE_LENGTH;
    }
    return state;
  }

  @Override
  public void restore(double[] state) {
    int length = block.length + sides.size() * EProcess.STATE_LENGTH;
    if (state.length != length) {
      throw new IllegalArgumentException(
          "this column's process has %d numbers of state; found %d. Maybe they are of another"
                  .formatted(length, state.length)
              + " release");
    }
    inBlock = 0;
    for (int i = 0; i < block.length; i++) {
      block[i] = (int) state[i];
      inBlock += block[i];
    }
    int at = block.length;
    for (Side side : sides) {
      side.process =
          new EProcess(
              side.process.bet(), Arrays.copyOfRange(state, at, at + EProcess.STATE_LENGTH));
      at += EProcess.STATE_LENGTH;
    }
  }
}
