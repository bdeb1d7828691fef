// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DemoPlanTest {
  private static final Map<String, Integer> SIZES =
      Map.of("36", 500, "25", 100, "53", 50, "28", 40, "54", 40, "05", 40, DemoPlan.BAD, 20);
  private static final String DEFAULT = "NY,MA+WA,MS+WV+AR,NY";

  @Test
  void phasesScaleWithTheNumberOfCandidates() {
    assertEquals(
        List.of(10_000, 8_000, 12_000, 10_000),
        Phase.parse(DEFAULT, 40_000).stream().map(Phase::records).toList());
    assertEquals(
        List.of(1_000, 800, 1_200, 1_000),
        Phase.parse(DEFAULT, 4_000).stream().map(Phase::records).toList());
    assertEquals(List.of("25", "53"), Phase.parse(DEFAULT, 40_000).get(1).pools());
  }

  @Test
  void aStateOutsideTheSampleIsNamed() {
    IllegalArgumentException wrong =
        assertThrows(IllegalArgumentException.class, () -> Phase.parse("NY,TX", 40_000));
    assertTrue(wrong.getMessage().contains("TX"), wrong.getMessage());
  }

  @Test
  void theSameSeedGivesTheSamePlanAndAnotherSeedAnother() {
    assertEquals(all(7), all(7));
    assertNotEquals(all(7), all(8));
  }

  @Test
  void everyHundredthRecordIsBad() {
    List<Draw> draws = all(1);
    for (int i = 0; i < 400; i++) {
      assertEquals((i + 1) % 100 == 0, draws.get(i).bad(), "record " + i);
    }
  }

  @Test
  void noRowComesTwiceBeforeItsPoolIsUsedUp() {
    Set<String> seen = new HashSet<>();
    boolean again = false;
    for (Draw draw : all(3)) {
      assertTrue(seen.add(draw.pool() + "/" + draw.row() + "/" + draw.round()), draw.toString());
      again |= draw.round() > 0 && !draw.bad();
    }
    assertTrue(again, "no pool was used up, so the second round was not seen");
  }

  @Test
  void aPhaseDrawsFromItsStatesOnlyAndFromEachByItsRows() {
    DemoPlan plan = new DemoPlan(Phase.parse(DEFAULT, 560), SIZES, 5);
    plan.draw(0);
    List<Draw> second = plan.draw(1);
    Set<String> pools = new HashSet<>();
    long massachusetts = 0;
    for (Draw draw : second) {
      pools.add(draw.pool());
      massachusetts += draw.pool().equals("25") ? 1 : 0;
    }
    assertEquals(Set.of("25", "53", DemoPlan.BAD), pools);
    assertTrue(massachusetts > 55 && massachusetts < 95, "drew " + massachusetts + " of 111");
  }

  @Test
  void anEmptyPoolIsRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> new DemoPlan(Phase.parse("NY", 400), Map.of("36", 0), 1));
  }

  private static List<Draw> all(long seed) {
    List<Phase> phases = Phase.parse(DEFAULT, 4_000);
    DemoPlan plan = new DemoPlan(phases, SIZES, seed);
    List<Draw> draws = new ArrayList<>();
    for (int phase = 0; phase < phases.size(); phase++) {
      draws.addAll(plan.draw(phase));
    }
    return draws;
  }
}
