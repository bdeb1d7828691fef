// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.local.io.FaultSchedule.Fault;
import dev.probity.local.io.FaultSchedule.Planned;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FaultScheduleTest {
  private static final Duration RUN = Duration.ofSeconds(90);

  @Test
  void everySeedHasEveryKindInTheOrderOfTimeAndWithinTheRun() {
    for (long seed = 0; seed < 500; seed++) {
      List<Planned> faults = FaultSchedule.draw(seed, RUN).faults();
      Set<Fault> kinds = EnumSet.noneOf(Fault.class);
      Duration last = Duration.ZERO;
      for (Planned planned : faults) {
        assertTrue(planned.at().compareTo(last) > 0, "seed " + seed);
        assertTrue(planned.down().compareTo(Duration.ofSeconds(2)) < 0, "seed " + seed);
        kinds.add(planned.fault());
        last = planned.at();
      }
      assertEquals(EnumSet.allOf(Fault.class), kinds, "seed " + seed);
      assertTrue(faults.size() >= 20, "seed " + seed + ": " + faults.size() + " faults");
      assertTrue(last.plusSeconds(2).compareTo(RUN) < 0, "seed " + seed + ": last at " + last);
    }
  }

  @Test
  void aSeedGivesTheSameRunAndAnotherSeedAnother() {
    assertEquals(FaultSchedule.draw(7, RUN), FaultSchedule.draw(7, RUN));
    assertNotEquals(FaultSchedule.draw(7, RUN), FaultSchedule.draw(8, RUN));
    int once = FaultSchedule.draw(7, RUN).faults().size();
    assertEquals(4 * once, FaultSchedule.draw(7, RUN.multipliedBy(4)).faults().size());
  }
}
