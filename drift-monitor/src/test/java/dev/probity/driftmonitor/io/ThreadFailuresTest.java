// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.streams.errors.StreamsException;
import org.junit.jupiter.api.Test;

class ThreadFailuresTest {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
  private static final Throwable OUTAGE =
      new StreamsException(
          new KafkaException(
              "Unexpected error from SyncGroup: The coordinator is loading and hence can't process"
                  + " requests."));

  private final ThreadFailures failures = new ThreadFailures();

  @Test
  void whatABrokerDidPasses() {
    assertTrue(failures.passes(OUTAGE, NOON));
    assertTrue(failures.passes(new StreamsException(new TimeoutException("no answer")), NOON));
    assertTrue(failures.passes(new TimeoutException("no answer"), NOON));
  }

  @Test
  void whatOurCodeOrTheDiskDidStops() {
    // Given
    List<Throwable> bugs =
        List.of(
            new StreamsException("in process", new IllegalStateException("alert state has code 9")),
            new StreamsException("a store broke", new IOException("disk full")),
            new StreamsException("nothing underneath"),
            new NullPointerException(),
            new StreamsException(new KafkaException(new ArithmeticException("overflow"))));

    // Then
    for (Throwable bug : bugs) {
      assertFalse(failures.passes(bug, NOON), bug.toString());
    }
  }

  @Test
  void anOutageThatDoesNotPassStopsInTheEnd() {
    // Given
    int passed = 0;

    // When
    for (int i = 0; i < 20; i++) {
      passed += failures.passes(OUTAGE, NOON.plusSeconds(i)) ? 1 : 0;
    }

    // Then
    assertEquals(ThreadFailures.MOST, passed);
    assertTrue(failures.passes(OUTAGE, NOON.plusSeconds(3).plus(ThreadFailures.WITHIN)));
  }

  @Test
  void causesInACircleEnd() {
    // Given
    KafkaException one = new KafkaException("one");
    KafkaException two = new KafkaException("two", one);
    one.initCause(two);

    // Then
    assertTrue(failures.passes(two, NOON));
  }
}
