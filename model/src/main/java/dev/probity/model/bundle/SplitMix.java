// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.bundle;

/**
 * SplitMix64: a seeded stream of 64-bit numbers, the same for ever. Source: Steele et al. (2014).
 */
final class SplitMix {
  private long state;

  SplitMix(long seed) {
    state = seed;
  }

  long next() {
    state += 0x9e3779b97f4a7c15L;
    long z = state;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }

  /** A number in [0, bound). */
  int below(int bound) {
    return (int) Long.remainderUnsigned(next(), bound);
  }

  /** A number in [0, 1) on a grid of 2^-24. */
  double unit() {
    return (next() >>> 40) * 0x1p-24;
  }
}
