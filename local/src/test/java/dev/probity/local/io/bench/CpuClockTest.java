// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CpuClockTest {
  private static final Map<Long, String> NAMES = Map.of(1L, "probity-scorer", 2L, "main");

  @Test
  void givesEachStageItsThreadsAndTheRestToCompilerAndCollector() {
    // Given
    var from = new CpuClock.Reading(Map.of(1L, 5_000_000L), NAMES, 10_000_000, 500_000, 1_000_000);
    var to =
        new CpuClock.Reading(
            Map.of(1L, 7_000_000L, 2L, 3_000_000L), NAMES, 20_000_000, 2_500_000, 4_000_000);

    // When
    Map<String, Double> used = CpuClock.between(from, to);

    // Then
    assertEquals(
        Map.of(
            "scorer",
            2.,
            "bench itself",
            3.,
            CpuClock.COMPILER,
            3.,
            CpuClock.COLLECTOR,
            2.,
            CpuClock.POSTGRES,
            3.),
        used);
  }

  @Test
  void readsTheClocksOfThisProcessAndZeroForAServerThatIsNotThere() {
    CpuClock.Reading now = new CpuClock(Path.of("no", "such", "file")).read();

    assertTrue(now.process() > 0, "this process has used CPU time");
    assertTrue(now.threads().values().stream().anyMatch(nanos -> nanos > 0), "and a thread of it");
    assertEquals(0, now.postgres());
  }
}
