// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.io;

import java.time.Duration;
import java.util.List;

/**
 * How a {@link PollLoop} paces itself.
 *
 * @param topics names of the topics to read, with any prefix
 * @param pollTimeout longest wait for records; also how late a pause or a stop is noticed
 * @param commitEvery longest time between commits while records flow; zero commits every batch. An
 *     idle poll commits at once
 * @param clientTimeout longest wait for a commit, and for acknowledgements before the loop says
 *     outage and goes on polling while it waits
 * @param drainTimeout longest wait for acknowledgements once the loop was asked to stop
 * @param outage how an outage told by the step is waited out
 */
public record LoopSettings(
    List<String> topics,
    Duration pollTimeout,
    Duration commitEvery,
    Duration clientTimeout,
    Duration drainTimeout,
    Backoff outage) {
  public LoopSettings {
    topics = List.copyOf(topics);
    if (topics.isEmpty()) {
      throw new IllegalArgumentException("topics is empty");
    }
    requirePositive(pollTimeout, "pollTimeout");
    requirePositive(clientTimeout, "clientTimeout");
    requirePositive(drainTimeout, "drainTimeout");
    if (commitEvery.isNegative()) {
      throw new IllegalArgumentException("commitEvery is " + commitEvery + ", negative");
    }
  }

  /** The usual pace for these topics. */
  public static LoopSettings reading(List<String> topics) {
    return new LoopSettings(
        topics,
        Duration.ofMillis(100),
        Duration.ofMillis(200),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10),
        Backoff.usual());
  }

  private static void requirePositive(Duration value, String name) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException(name + " is " + value + ", expected more than zero");
    }
  }
}
