// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class QuantilesTest {
  @Test
  void takesTheNearestRankWhateverTheOrder() {
    // Given
    long[] nanos = {4_000_000, 1_000_000, 3_000_000, 2_000_000};

    // When
    Quantiles found = Quantiles.ofNanos(nanos);

    // Then
    assertEquals(new Quantiles(4, 2, 4), found);
  }

  @Test
  void leavesOutWhatWasNotMeasured() {
    assertEquals(new Quantiles(2, 1, 2), Quantiles.ofNanos(new long[] {-1, 2_000_000, 1_000_000}));
  }

  @Test
  void saysNothingOfNothing() {
    Quantiles none = Quantiles.ofNanos(new long[] {-1});

    assertEquals(0, none.n());
    assertTrue(Double.isNaN(none.p50()) && Double.isNaN(none.p99()));
  }

  @Test
  void oneInAHundredLiesAboveTheLastQuantile() {
    long[] nanos = LongStream.rangeClosed(1, 1_000).map(one -> one * 1_000_000).toArray();

    assertEquals(new Quantiles(1_000, 500, 990), Quantiles.ofNanos(nanos));
  }
}
