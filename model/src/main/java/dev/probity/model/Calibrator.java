// SPDX-License-Identifier: Apache-2.0
package dev.probity.model;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Turns a margin into a calibrated probability; monotone, so the ranking never changes. */
public sealed interface Calibrator {
  /** What the calibrator reads. */
  enum Input {
    /** The margin in log-odds. */
    MARGIN,
    /** The raw probability 1 / (1 + exp(−margin)). */
    SCORE
  }

  /**
   * The calibrated probability.
   *
   * @param margin log-odds
   * @return the probability in [0, 1]
   */
  double calibrate(double margin);

  /** Leaves the raw probability as it is: margin 0 gives 0.5. */
  record Identity() implements Calibrator {
    @Override
    public double calibrate(double margin) {
      return Ensemble.probability(margin);
    }
  }

  /**
   * Platt scaling: 1 / (1 + exp(a · x + b)), by {@link StrictMath}. With a = −1 and b = 0 on the
   * margin it is the raw probability; a = −0.693, b = 0 turns margin 1 into 2/3. Source: Platt
   * (1999), Probabilistic outputs for support vector machines.
   *
   * @param input what x is
   * @param a slope, finite, at most 0: the probability never falls when the score rises
   * @param b offset, finite
   */
  record Platt(Input input, double a, double b) implements Calibrator {
    /** Checks the coefficients. */
    public Platt {
      Objects.requireNonNull(input, "input");
      if (!(a <= 0) || !Double.isFinite(a) || !Double.isFinite(b)) {
        throw new IllegalArgumentException(
            "a must be finite and at most 0, b finite. Maybe the sign of a is turned around");
      }
    }

    @Override
    public double calibrate(double margin) {
      return apply(input == Input.MARGIN ? margin : Ensemble.probability(margin));
    }

    /**
     * The probability at x, which the caller has in the calibrator's own input already.
     *
     * @param x a value of the calibrator's input
     * @return the probability in [0, 1]
     */
    public double apply(double x) {
      if (Double.isNaN(x)) {
        throw new IllegalArgumentException("the calibrator's input is not a number");
      }
      return 1 / (1 + StrictMath.exp(a * x + b));
    }
  }

  /**
   * Isotonic regression: linear between knots, constant outside, then clipped. Knots (0.2, 0.1) and
   * (0.6, 0.5) turn 0.3 into 0.1 + 0.4 · 0.1 / 0.4 = 0.2. Source: Zadrozny and Elkan (2002),
   * Transforming classifier scores into accurate multiclass probability estimates.
   */
  final class Isotonic implements Calibrator {
    /** Largest number of knots. */
    public static final int LIMIT = 100_000;

    private final Input input;
    private final double[] x;
    private final double[] y;
    private final double low;
    private final double high;

    /**
     * A calibrator from knots.
     *
     * @param input what x is
     * @param x knots, strictly ascending, finite, at least one
     * @param y probability at each knot, never descending
     * @param low least probability returned, from 0
     * @param high greatest probability returned, to 1
     */
    public Isotonic(Input input, double[] x, double[] y, double low, double high) {
      this.input = Objects.requireNonNull(input, "input");
      this.x = x.clone();
      this.y = y.clone();
      this.low = low;
      this.high = high;
      if (x.length == 0 || x.length > LIMIT || x.length != y.length) {
        throw new IllegalArgumentException("knots: " + x.length + " x, " + y.length + " y");
      }
      if (!(low >= 0 && low <= high && high <= 1)) {
        throw new IllegalArgumentException("clip [" + low + ", " + high + "] is not within [0, 1]");
      }
      for (int i = 0; i < x.length; i++) {
        boolean ascends = i == 0 || (x[i] > x[i - 1] && y[i] >= y[i - 1]);
        if (!ascends || !Double.isFinite(x[i]) || !(y[i] >= 0 && y[i] <= 1)) {
          throw new IllegalArgumentException("knot " + i + " breaks the order or the range");
        }
      }
    }

    /** What x is. */
    public Input input() {
      return input;
    }

    /** The knots' x. */
    public double[] x() {
      return x.clone();
    }

    /** The probability at each knot. */
    public double[] y() {
      return y.clone();
    }

    /** Least probability returned. */
    public double low() {
      return low;
    }

    /** Greatest probability returned. */
    public double high() {
      return high;
    }

    @Override
    public double calibrate(double margin) {
      double at = input == Input.MARGIN ? margin : Ensemble.probability(margin);
      return Math.min(high, Math.max(low, interpolate(at)));
    }

    /**
     * The knots' value at x, not clipped.
     *
     * @param at a value of the calibrator's input
     * @return the interpolated probability
     */
    public double interpolate(double at) {
      if (Double.isNaN(at)) {
        throw new IllegalArgumentException("the calibrator's input is not a number");
      }
      int last = x.length - 1;
      if (at <= x[0]) {
        return y[0];
      }
      if (at >= x[last]) {
        return y[last];
      }
      int found = Arrays.binarySearch(x, at + 0.0);
      int above = found >= 0 ? found : -found - 1;
      if (x[above] == at) {
        return y[above];
      }
      int below = above - 1;
      return y[below] + (y[above] - y[below]) * (at - x[below]) / (x[above] - x[below]);
    }

    /** Equal knots, input and clip. */
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Isotonic that
          && input == that.input
          && low == that.low
          && high == that.high
          && Arrays.equals(x, that.x)
          && Arrays.equals(y, that.y);
    }

    /** Of the knots. */
    @Override
    public int hashCode() {
      return 31 * Arrays.hashCode(x) + Arrays.hashCode(y);
    }
  }
}
