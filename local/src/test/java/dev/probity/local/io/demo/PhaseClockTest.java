// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class PhaseClockTest {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00.000500Z");

  private static PhaseClock threePhases() {
    PhaseClock phases = new PhaseClock();
    phases.begins(NOON);
    phases.begins(NOON.plusSeconds(10));
    phases.begins(NOON.plusSeconds(20));
    return phases;
  }

  @Test
  void aMomentBelongsToThePhaseThatHadBegunLast() {
    // Given
    PhaseClock phases = threePhases();

    // Then
    assertEquals(0, phases.of(NOON.plusSeconds(1)));
    assertEquals(1, phases.of(NOON.plusSeconds(19)));
    assertEquals(2, phases.of(NOON.plusSeconds(3_600)));
  }

  /** Records carry milliseconds: the first one of a phase may look older than its beginning. */
  @Test
  void theFirstRecordOfAPhaseIsItsOwn() {
    // When
    int phase = threePhases().of(Instant.parse("2026-01-01T12:00:10.000Z"));

    // Then
    assertEquals(1, phase);
  }

  /** Alerts of a kept data folder may be older than the run. */
  @Test
  void whatIsOlderThanTheFirstPhaseIsGivenToIt() {
    assertEquals(0, threePhases().of(NOON.minusSeconds(60)));
    assertEquals(0, new PhaseClock().of(NOON));
  }
}
