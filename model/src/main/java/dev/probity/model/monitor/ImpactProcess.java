// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.monitor;

import java.util.Arrays;

/**
 * An anytime-valid test that the impact ratio of a group is what it was at release, up to a
 * tolerance, from decisions alone. It holds however often one looks, where a 95 % interval per
 * window would find a change sooner or later.
 *
 * <p>Two hypotheses, each against its own side: s_u ≤ r₊ s_p and s_u ≥ r₋ s_p, with s the selection
 * rates of the group and the privileged one, r± = DI exp(±2.326 SE(ln DI)) ± tolerance, DI and its
 * standard error from the reference. In blocks of 50 rows of both groups the process bets on the
 * rates of the past, θ* (decayed by .90 and .98 per block, with 50 rows of the reference), if they
 * lie outside: the capital grows by the likelihood of θ* over that of θ°, the point of the line s_u
 * = r s_p that is nearest to θ* by Kullback and Leibler for the block's numbers of rows (Turner and
 * Grünwald 2023). Given those numbers, ln of the factor's expectation is concave in the rates and,
 * θ° being nearest, at most 0 on the whole convex hypothesis: the capital is a supermartingale. E
 * is the mean of the capitals.
 */
public final class ImpactProcess implements CellProcess {
  private static final double Z99 = 2.326;
  private static final double[] DECAYS = {.90, .98};
  private static final double PRIOR_ROWS = 50;
  private static final int CELLS = 4;

  private final double ratio;
  private final double most;
  private final double least;
  private final double rate;
  private final double privilegedRate;
  private final int[] block = new int[CELLS];
  private final double[][] seen = new double[DECAYS.length][CELLS];
  private final double[] above = new double[DECAYS.length];
  private final double[] below = new double[DECAYS.length];

  /**
   * A process before its first record.
   *
   * <p>Worked by hand: 500 of 1,000 in both groups: DI 1, SE √(.5/500 + .5/500) = .0447, so r₊ =
   * e^.104 + .05 = 1.160 and r₋ = e^−.104 − .05 = .851.
   *
   * @param group how the group fared on the reference
   * @param privileged how the privileged one did
   * @throws IllegalArgumentException when a group was decided one way only
   */
  public ImpactProcess(GroupCounts group, GroupCounts privileged) {
    if (!group.bothDecisionsSeen() || !privileged.bothDecisionsSeen()) {
      throw new IllegalArgumentException(
          "an impact ratio needs five decisions of either kind in both groups");
    }
    this.rate = group.selectionRate();
    this.privilegedRate = privileged.selectionRate();
    this.ratio = rate / privilegedRate;
    double error =
        Math.sqrt((1 - rate) / group.selected() + (1 - privilegedRate) / privileged.selected());
    this.most = ratio * StrictMath.exp(Z99 * error) + ImpactChange.TOLERANCE;
    this.least = Math.max(0, ratio * StrictMath.exp(-Z99 * error) - ImpactChange.TOLERANCE);
  }

  /**
   * The cell of a decision.
   *
   * @param privileged whether the row is of the privileged group, else of the other one
   * @param selected whether it was decided positive
   */
  public static int cell(boolean privileged, boolean selected) {
    return (privileged ? 2 : 0) + (selected ? 1 : 0);
  }

  @Override
  public int cells() {
    return CELLS;
  }

  @Override
  public boolean add(int cell) {
    block[cell]++;
    if (Arrays.stream(block).sum() < EProcess.BLOCK) {
      return false;
    }
    closeBlock();
    return true;
  }

  @Override
  public void addBlock(long[] counts) {
    for (int cell = 0; cell < CELLS; cell++) {
      block[cell] = Math.toIntExact(counts[cell]);
    }
    closeBlock();
  }

  private void closeBlock() {
    for (int i = 0; i < DECAYS.length; i++) {
      double now = estimate(rate, seen[i][0], seen[i][1]);
      double privileged = estimate(privilegedRate, seen[i][2], seen[i][3]);
      if (now > most * privileged) {
        above[i] += growth(now, privileged, most);
      } else if (now < least * privileged) {
        below[i] += growth(now, privileged, least);
      }
      for (int k = 0; k < CELLS; k++) {
        seen[i][k] = DECAYS[i] * seen[i][k] + block[k];
      }
    }
    Arrays.fill(block, 0);
  }

  private static double estimate(double prior, double refused, double selected) {
    return (PRIOR_ROWS * prior + selected) / (PRIOR_ROWS + refused + selected);
  }

  /** ln of the block's likelihood under the rates of the past over that on the line s_u = r s_p. */
  private double growth(double now, double privileged, double r) {
    long n = (long) block[0] + block[1];
    long of = (long) block[2] + block[3];
    if (n == 0 || of == 0) {
      return 0;
    }
    double t = nearest(n, now, of, privileged, r);
    return block[1] * StrictMath.log(now / (r * t))
        + block[0] * StrictMath.log((1 - now) / (1 - r * t))
        + block[3] * StrictMath.log(privileged / t)
        + block[2] * StrictMath.log((1 - privileged) / (1 - t));
  }

  /**
   * The s_p of the point on the line that is nearest: where n (θ_u − r t)(1 − t) + n_p (θ_p − t)(1
   * − r t) = 0, the smaller root. For r = 1 it is the common rate of both.
   */
  static double nearest(long n, double now, long of, double privileged, double r) {
    double square = r * (n + of);
    double linear = n * (now + r) + of * (privileged * r + 1);
    double constant = n * now + of * privileged;
    double root = Math.sqrt(Math.max(0, linear * linear - 4 * square * constant));
    return 2 * constant / (linear + root);
  }

  @Override
  public double log10() {
    double largest = 0;
    for (double capital : capitals()) {
      largest = Math.max(largest, capital);
    }
    double sum = 0;
    for (double capital : capitals()) {
      sum += StrictMath.exp(capital - largest);
    }
    return (largest + StrictMath.log(sum / capitals().length)) / StrictMath.log(10);
  }

  private double[] capitals() {
    return new double[] {above[0], above[1], below[0], below[1]};
  }

  /** The impact ratio minus that at release. */
  @Override
  public double value(long[] counts) {
    double now = (double) counts[1] / (counts[0] + counts[1]);
    double privileged = (double) counts[3] / (counts[2] + counts[3]);
    double change = now / privileged - ratio;
    return Double.isInfinite(change) ? Double.NaN : change;
  }

  @Override
  public Limits limits() {
    return new Limits(least - ratio, most - ratio, 0);
  }

  @Override
  public boolean within(long[] counts) {
    long n = counts[0] + counts[1];
    long of = counts[2] + counts[3];
    double change = value(counts);
    double error =
        (change + ratio)
            * Math.sqrt(
                (1 - (double) counts[1] / n) / counts[1]
                    + (1 - (double) counts[3] / of) / counts[3]);
    return change <= most - ratio + error && change >= least - ratio - error;
  }

  @Override
  public double[] state() {
    double[] state = new double[stateLength()];
    int at = 0;
    for (int count : block) {
      state[at++] = count;
    }
    for (double[] part : new double[][] {seen[0], seen[1], above, below}) {
      for (double number : part) {
        state[at++] = number;
      }
    }
    return state;
  }

  private static int stateLength() {
    return CELLS + DECAYS.length * (CELLS + 2);
  }

  @Override
  public void restore(double[] state) {
    if (state.length != stateLength()) {
      throw new IllegalArgumentException(
          "a group's process has %d numbers of state; found %d"
              .formatted(stateLength(), state.length));
    }
    for (int k = 0; k < CELLS; k++) {
      block[k] = (int) state[k];
    }
    int at = CELLS;
    for (double[] part : new double[][] {seen[0], seen[1], above, below}) {
      for (int i = 0; i < part.length; i++) {
        part[i] = state[at++];
      }
    }
  }
}
