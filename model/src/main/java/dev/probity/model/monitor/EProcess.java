// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.monitor;

/**
 * An anytime-valid test by betting (Waudby-Smith and Ramdas 2024): the e-value is the capital of a
 * gambler who bets, block by block, that the mean of x lies above m. While the conditional mean of
 * x is at most m the capital is a supermartingale, so by Ville's inequality it reaches 100 with
 * probability at most 1 %, however long one looks and however the records depend on each other.
 *
 * <p>Blocks of 50 records. Two gamblers forget at different speeds (d = .90 and .98); each starts
 * from l = C = S = 0. After a block: log E += Σ log(1 + l (x − m)); then C = d C + Σ(x − m), S = d
 * S + Σ(x − m)², l = clip(C / (S + 10 v0), 0, cap). The bet l is fixed before the block it bets on.
 * E is the mean of the two capitals.
 */
public final class EProcess {
  /** Records per block. */
  public static final int BLOCK = 50;

  private static final double[] DECAYS = {.90, .98};

  private final Bet bet;
  private final double[] logCapital = new double[DECAYS.length];
  private final double[] gain = new double[DECAYS.length];
  private final double[] square = new double[DECAYS.length];
  private final double[] stake = new double[DECAYS.length];
  private final double[] blockLog = new double[DECAYS.length];
  private double blockGain;
  private double blockSquare;
  private long n;

  /**
   * A process before its first record: E = 1.
   *
   * @param bet what is tested
   */
  public EProcess(Bet bet) {
    this.bet = bet;
  }

  /**
   * A process as it was when {@link #state} was called.
   *
   * @param bet what is tested
   * @param state the numbers {@link #state} gave
   * @throws IllegalArgumentException when there are more or fewer numbers
   */
  public EProcess(Bet bet, double[] state) {
    this(bet);
    if (state.length != STATE_LENGTH) {
      throw new IllegalArgumentException(
          "an e-process has %d numbers of state; found %d".formatted(STATE_LENGTH, state.length));
    }
    int at = 0;
    for (double[] part : new double[][] {logCapital, gain, square, stake, blockLog}) {
      for (int i = 0; i < part.length; i++) {
        part[i] = state[at++];
      }
    }
    blockGain = state[at++];
    blockSquare = state[at++];
    n = (long) state[at];
  }

  /** How many numbers {@link #state} gives. */
  public static final int STATE_LENGTH = 5 * 2 + 3;

  /** Everything the process knows, as numbers. */
  public double[] state() {
    double[] state = new double[STATE_LENGTH];
    int at = 0;
    for (double[] part : new double[][] {logCapital, gain, square, stake, blockLog}) {
      for (double value : part) {
        state[at++] = value;
      }
    }
    state[at++] = blockGain;
    state[at++] = blockSquare;
    state[at] = n;
    return state;
  }

  /**
   * Takes one record; capital changes at the end of its block.
   *
   * <p>Worked by hand: m = .5, fifty records of 1: the first block moves nothing (l = 0) and sets C
   * = 25, S = 12.5, v0 = .25, l = min(1, 25/15) = 1; fifty more multiply E by 1.5^50.
   *
   * @param x the loss, at most 1 above and not below the least value the bet allows
   * @return whether a block was completed
   * @throws IllegalArgumentException when x is not a number
   */
  public boolean add(double x) {
    if (Double.isNaN(x)) {
      throw new IllegalArgumentException("an e-process takes numbers only");
    }
    double above = x - bet.mean();
    for (int i = 0; i < DECAYS.length; i++) {
      blockLog[i] += stake[i] == 0 ? 0 : StrictMath.log1p(stake[i] * above);
    }
    blockGain += above;
    blockSquare += above * above;
    n++;
    if (n % BLOCK != 0) {
      return false;
    }
    closeBlock();
    return true;
  }

  /**
   * Takes a whole block of zeros and ones: the same as that many {@link #add}, whatever their
   * order, up to rounding, at the cost of one.
   *
   * <p>Worked by hand: m = .5, twice a block of fifty ones: E = 1.5^50, as record by record.
   *
   * @param ones how many of the block's 50 records are 1; the others are 0
   * @throws IllegalArgumentException when there are more, or a block has begun record by record
   */
  public void addBlock(int ones) {
    if (ones < 0 || ones > BLOCK || n % BLOCK != 0) {
      throw new IllegalArgumentException(
          "a block has %d records and begins at its first; found %d after %d"
              .formatted(BLOCK, ones, n % BLOCK));
    }
    double m = bet.mean();
    int zeros = BLOCK - ones;
    for (int i = 0; i < DECAYS.length; i++) {
      blockLog[i] =
          stake[i] == 0
              ? 0
              : ones * StrictMath.log1p(stake[i] * (1 - m))
                  + zeros * StrictMath.log1p(-stake[i] * m);
    }
    blockGain = ones - BLOCK * m;
    blockSquare = ones * (1 - m) * (1 - m) + zeros * m * m;
    n += BLOCK;
    closeBlock();
  }

  /**
   * Takes records whose order is unknown as one block, however many they are; not to be mixed with
   * {@link #add}.
   *
   * @param values what records may be
   * @param counts how many there are of each
   */
  void addBlock(double[] values, long[] counts) {
    for (int k = 0; k < values.length; k++) {
      if (counts[k] > 0) {
        double above = values[k] - bet.mean();
        for (int i = 0; i < DECAYS.length; i++) {
          blockLog[i] += stake[i] == 0 ? 0 : counts[k] * StrictMath.log1p(stake[i] * above);
        }
        blockGain += counts[k] * above;
        blockSquare += counts[k] * above * above;
        n += counts[k];
      }
    }
    closeBlock();
  }

  private void closeBlock() {
    for (int i = 0; i < DECAYS.length; i++) {
      logCapital[i] += blockLog[i];
      blockLog[i] = 0;
      gain[i] = DECAYS[i] * gain[i] + blockGain;
      square[i] = DECAYS[i] * square[i] + blockSquare;
      double best = gain[i] / (square[i] + 10 * bet.variance());
      stake[i] = Math.min(bet.largestStake(), Math.max(0, best));
    }
    blockGain = 0;
    blockSquare = 0;
  }

  /** What is tested. */
  public Bet bet() {
    return bet;
  }

  /** Records taken. */
  public long n() {
    return n;
  }

  /**
   * The e-value's decimal logarithm after the last complete block: log10 of ½ (E_.90 + E_.98).
   *
   * <p>Before any block it is 0, that is E = 1. It is computed without leaving the logarithm, so it
   * does not overflow.
   *
   * @return the logarithm; 2 is the alarm at alpha = .01
   */
  public double log10() {
    double largest = Math.max(logCapital[0], logCapital[1]);
    double sum = 0;
    for (double capital : logCapital) {
      sum += StrictMath.exp(capital - largest);
    }
    return (largest + StrictMath.log(sum / DECAYS.length)) / StrictMath.log(10);
  }
}
