// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.evaluate;

import java.math.BigInteger;

/**
 * A sum of doubles without any rounding until it is read, so that neither order nor merging matters
 * and no magnitude is too large or too small (Neal 2015, Fast exact summation using small and large
 * superaccumulators). 67 words of 32 bits each, with room for carries.
 */
final class ExactSum {
  private static final int WORDS = 68;
  private static final long LOW = 0xffffffffL;
  private static final long MANTISSA = (1L << 52) - 1;
  private static final long PENDING = 1L << 30;

  /** The lowest bit counts 2^-1074. */
  private static final int SCALE = 1_074;

  private static final int KEPT_BITS = 128;

  private final long[] words = new long[WORDS];
  private long pending;

  /** Adds a finite number. */
  void add(double value) {
    long bits = Double.doubleToRawLongBits(value);
    int exponent = (int) (bits >>> 52) & 0x7ff;
    if (exponent == 0x7ff) {
      throw new IllegalArgumentException("only finite numbers can be summed");
    }
    long mantissa = bits & MANTISSA;
    if (exponent == 0) {
      exponent = 1;
    } else {
      mantissa |= 1L << 52;
    }
    int word = (exponent - 1) >> 5;
    int shift = (exponent - 1) & 31;
    long low = (mantissa << shift) & LOW;
    long middle = (mantissa >>> (32 - shift)) & LOW;
    long high = (mantissa >>> 32) >>> (32 - shift);
    if (bits < 0) {
      words[word] -= low;
      words[word + 1] -= middle;
      words[word + 2] -= high;
    } else {
      words[word] += low;
      words[word + 1] += middle;
      words[word + 2] += high;
    }
    if (++pending == PENDING) {
      carry();
    }
  }

  /** Adds another sum, which stays the same number. */
  void merge(ExactSum other) {
    if (pending + other.pending >= PENDING) {
      carry();
      other.carry();
    }
    for (int i = 0; i < WORDS; i++) {
      words[i] += other.words[i];
    }
    pending += other.pending + 1;
  }

  private void carry() {
    for (int i = 0; i < WORDS - 1; i++) {
      words[i + 1] += words[i] >> 32;
      words[i] &= LOW;
    }
    pending = 1;
  }

  /** The sum, rounded once; infinite beyond double. */
  double value() {
    BigInteger sum = BigInteger.ZERO;
    for (int i = WORDS - 1; i >= 0; i--) {
      sum = sum.shiftLeft(32).add(BigInteger.valueOf(words[i]));
    }
    int dropped = Math.max(0, sum.bitLength() - KEPT_BITS);
    double kept = sum.shiftRight(dropped).doubleValue();
    // Two steps, because a scale below -1022 alone would round small sums twice.
    return Math.scalb(Math.scalb(kept, dropped / 2 - SCALE / 2), dropped - dropped / 2 - SCALE / 2);
  }
}
