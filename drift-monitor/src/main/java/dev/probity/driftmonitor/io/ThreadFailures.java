// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor.io;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.streams.errors.StreamsException;

/**
 * Tells outages from bugs when a thread of the stream has died. What the brokers did, such as a
 * coordinator that was still loading, passes: a new thread goes on from the last commit, exactly
 * once, but not more than a few times. Everything else is a bug and would come again.
 */
final class ThreadFailures {
  /** So many threads are replaced within {@link #WITHIN}. */
  static final int MOST = 5;

  /** The time in which failures count together. */
  static final Duration WITHIN = Duration.ofMinutes(10);

  private static final int DEEPEST = 20;

  private final Deque<Instant> replaced = new ArrayDeque<>();

  /** Whether a new thread should go on; counts it. */
  synchronized boolean passes(Throwable failure, Instant at) {
    while (!replaced.isEmpty() && replaced.getFirst().plus(WITHIN).isBefore(at)) {
      replaced.removeFirst();
    }
    if (!isOutage(failure) || replaced.size() >= MOST) {
      return false;
    }
    replaced.addLast(at);
    return true;
  }

  /** Streams wraps what it meets; the innermost cause tells whether a broker or our code spoke. */
  private static boolean isOutage(Throwable failure) {
    Throwable innermost = failure;
    for (int depth = 0; depth < DEEPEST && innermost.getCause() != null; depth++) {
      innermost = innermost.getCause();
    }
    return innermost instanceof KafkaException && !(innermost instanceof StreamsException);
  }
}
