// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.io;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * How often a stage may end by itself before it stays down: more than {@code ends} within {@code
 * within} means that a systematic bug would otherwise drain the topic record by record. Used by one
 * thread.
 */
public final class RestartLimit {
  private final int ends;
  private final long withinNanos;
  private final Deque<Long> seen = new ArrayDeque<>();

  /**
   * A limit.
   *
   * @param ends ends that are forgiven within the time
   * @param within length of the sliding time window
   */
  public RestartLimit(int ends, Duration within) {
    if (ends < 0 || within.isNegative() || within.isZero()) {
      throw new IllegalArgumentException("ends " + ends + " within " + within);
    }
    this.ends = ends;
    this.withinNanos = within.toNanos();
  }

  /** Three ends within a minute are forgiven, the fourth is not. */
  public static RestartLimit usual() {
    return new RestartLimit(3, Duration.ofSeconds(60));
  }

  /** Counts an end at this time and says whether the stage may begin anew. */
  boolean mayRestart(long nowNanos) {
    seen.addLast(nowNanos);
    while (nowNanos - seen.getFirst() >= withinNanos) {
      seen.removeFirst();
    }
    return seen.size() <= ends;
  }
}
