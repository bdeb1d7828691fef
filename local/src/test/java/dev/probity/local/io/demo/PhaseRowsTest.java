// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class PhaseRowsTest {
  private static final PhaseRows ROWS = new PhaseRows(Phase.parse("NY,MA+WA,MS,NY", 20_000));

  /** Of 5,000, 4,000, 6,000 and 5,000 records every hundredth is a bad one. */
  @Test
  void aWindowBelongsToThePhaseInWhichItBegins() {
    assertEquals(
        List.of(0, 0, 1, 1, 2, 2, 3, 3),
        List.of("0", "4", "5", "8", "9", "14", "15", "19").stream().map(ROWS::of).toList());
  }

  @Test
  void whatLiesBehindThePlanIsOfTheLastPhaseAndWhatIsNotCountedOfTheFirst() {
    assertEquals(3, ROWS.of("400"));
    assertEquals(0, ROWS.of("2026-01-01T00:00:00Z"));
    assertEquals(0, new PhaseRows(List.of()).of("3"));
  }
}
