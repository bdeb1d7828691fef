// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.api.Test;

class SteadyStateTest {
  @Test
  void clientsThatHaveEndedAreNotTheCompiler() {
    Map<String, Double> used = Map.of("scorer", 60., CpuClock.COMPILER, 40.);
    assertEquals(.4, SteadyState.compilerShare(used, 0), 1e-12);
    assertEquals(.1, SteadyState.compilerShare(used, 30), 1e-12);
    assertEquals(0, SteadyState.compilerShare(used, 50), 1e-12);
    assertEquals(0, SteadyState.compilerShare(Map.of(), 0), 1e-12);
  }
}
