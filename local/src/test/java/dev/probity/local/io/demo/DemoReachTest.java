// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class DemoReachTest {
  private static List<Phase> phases(int candidates) {
    return Phase.parse(DemoOptions.PHASES, candidates);
  }

  @Test
  void aRunOfTheNamedSizeOrMoreShowsEverything() {
    for (int candidates = DemoReach.ENOUGH; candidates <= 80_000; candidates += 37) {
      assertEquals("", DemoReach.warning(phases(candidates)), candidates + " records");
    }
  }

  /** 12,000 records: 8,910 outcomes, 90 till the next window, three windows; 2,970 are left. */
  @Test
  void aShortRunSaysThatItsAlertsHardlyEnd() {
    // Given
    List<Phase> phases = phases(12_000);

    // When
    String warning = DemoReach.warning(phases);

    // Then
    assertTrue(DemoReach.canFire(phases));
    assertFalse(DemoReach.canEnd(phases));
    assertTrue(warning.contains("can fire but hardly end"), warning);
    assertTrue(warning.contains("--candidates 16000"), warning);
  }

  @Test
  void aTinyRunSaysThatAlertsMayNotFire() {
    // When
    String warning = DemoReach.warning(phases(4_000));

    // Then
    assertTrue(warning.contains("may not even fire"), warning);
  }
}
