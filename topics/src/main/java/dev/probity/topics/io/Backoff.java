// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.io;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Growing waits with jitter: attempt k waits between one half and all of min(longest, first · 2^(k
 * − 1)). The jitter keeps several stages from knocking at the same moment.
 *
 * @param first the wait after the first failure, before jitter
 * @param longest no wait is longer
 * @param patience all waits together; when it is used up the outage counts as lasting
 */
public record Backoff(Duration first, Duration longest, Duration patience) {
  public Backoff {
    if (first.isNegative() || first.isZero() || first.compareTo(longest) > 0) {
      throw new IllegalArgumentException(
          "first is " + first + " and longest is " + longest + ", expected 0 < first <= longest");
    }
    if (patience.compareTo(first) < 0) {
      throw new IllegalArgumentException("patience is " + patience + ", shorter than " + first);
    }
  }

  /** From 100 milliseconds to 5 seconds, for 5 minutes. */
  public static Backoff usual() {
    return new Backoff(Duration.ofMillis(100), Duration.ofSeconds(5), Duration.ofMinutes(5));
  }

  /**
   * The wait after this attempt. Example: first 100 ms, attempt 3 waits 200 to 400 ms.
   *
   * @param attempt number of failed attempts so far, from 1
   */
  public Duration wait(int attempt, RandomGenerator random) {
    if (attempt < 1) {
      throw new IllegalArgumentException("attempt is " + attempt + ", expected 1 or more");
    }
    long whole = Math.min(longest.toNanos(), first.toNanos() * (1L << Math.min(attempt - 1, 20)));
    return Duration.ofNanos(whole / 2 + (long) (random.nextDouble() * (whole - whole / 2)));
  }
}
