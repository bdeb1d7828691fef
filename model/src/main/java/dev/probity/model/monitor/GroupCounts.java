// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.monitor;

/**
 * How a group fared.
 *
 * @param n rows of the group, ≥ 0
 * @param selected how many of them were decided positive, from 0 to n
 */
public record GroupCounts(long n, long selected) {
  /** Nobody. */
  public static final GroupCounts NONE = new GroupCounts(0, 0);

  /** Checks the ranges. */
  public GroupCounts {
    if (selected < 0 || selected > n) {
      throw new IllegalArgumentException(
          "a group needs 0 ≤ selected ≤ n; found %d of %d".formatted(selected, n));
    }
  }

  /**
   * Both groups together.
   *
   * @param other the other group
   * @return the sums
   */
  public GroupCounts plus(GroupCounts other) {
    return new GroupCounts(Math.addExact(n, other.n), Math.addExact(selected, other.selected));
  }

  /** The share decided positive: selected / n, NaN for nobody. 30 of 120 are .25. */
  public double selectionRate() {
    return (double) selected / n;
  }

  /** Whether there are at least five decided either way. */
  boolean bothDecisionsSeen() {
    return selected >= 5 && n - selected >= 5;
  }
}
