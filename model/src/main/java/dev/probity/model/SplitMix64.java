// SPDX-License-Identifier: Apache-2.0
package dev.probity.model;

/**
 * A seeded stream of 64-bit numbers that is the same on every machine and in every release. Seed 0
 * begins with e220a8397b1dcdaf. Source: Steele, Lea and Flood (2014), Fast splittable pseudorandom
 * number generators.
 */
public final class SplitMix64 {
  private long state;

  /** The stream of a seed. */
  public SplitMix64(long seed) {
    state = seed;
  }

  /** The next 64 bits. */
  public long next() {
    state += 0x9e3779b97f4a7c15L;
    long z = state;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }

  /**
   * A number in [0, bound): the next 64 bits, unsigned, modulo the bound; its bias is below bound /
   * 2^64.
   *
   * @param bound at least 1
   */
  public int below(int bound) {
    if (bound < 1) {
      throw new IllegalArgumentException("bound must be at least 1: " + bound);
    }
    return (int) Long.remainderUnsigned(next(), bound);
  }

  /** A number in [0, 1) on a grid of 2^-53. */
  public double unit() {
    return (next() >>> 11) * 0x1p-53;
  }
}
