// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class HalvingTest {

  @Test
  void twentySevenTrialsAreNineAndThree() {
    assertEquals(
        List.of(new Halving.Rung(1, 27, 9), new Halving.Rung(2, 9, 3), new Halving.Rung(3, 3, 1)),
        new Halving(27).rungs());
  }

  @Test
  void atLeastOneTrialReachesTheEnd() {
    for (int trials = 1; trials <= Halving.MOST_TRIALS; trials++) {
      List<Halving.Rung> rungs = new Halving(trials).rungs();
      assertEquals(3, rungs.size());
      assertTrue(rungs.getLast().trials() >= 1, trials + " trials");
      assertEquals(trials, rungs.getFirst().trials());
    }
    assertThrows(IllegalArgumentException.class, () -> new Halving(0));
    assertThrows(IllegalArgumentException.class, () -> new Halving(244));
  }

  @Test
  void rungsEndAtANinthAThirdAndTheWholeBudget() {
    // When
    List<Integer> ends = new Halving(27).rungs().stream().map(rung -> rung.trees(100)).toList();
    // Then
    assertEquals(List.of(12, 34, 100), ends);
  }

  @Test
  void smallestTablesWinWithinOneStandardError() {
    // Given
    Finalist best = new Finalist(4, .340, .005, 9_000, 400, false);
    Finalist small = new Finalist(8, .344, .006, 3_000, 300, false);
    Finalist far = new Finalist(2, .346, .006, 1_000, 100, false);
    Finalist even = new Finalist(9, .343, .006, 3_000, 300, false);
    // Then
    assertEquals(8, Finalist.choose(List.of(best, small, far)).trial());
    assertEquals(9, Finalist.choose(List.of(best, small, far, even)).trial());
    assertEquals(4, Finalist.choose(List.of(far, best)).trial());
    assertTrue(Finalist.choose(List.of(best)).chosen());
  }

  @Test
  void lossOfARowIsTheLogarithmOfItsOdds() {
    assertEquals(Math.log(2), Search.loss(0, true), 1e-15);
    assertEquals(Math.log(1 + Math.exp(-2)), Search.loss(2, true), 1e-15);
    assertEquals(Math.log(1 + Math.exp(2)), Search.loss(2, false), 1e-15);
    assertEquals(800, Search.loss(-800, true), 1e-9);
  }
}
