// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Ten million records through the stage: the heap is what it was after the first million. */
@EnabledIfSystemProperty(
    named = "probity.soak",
    matches = "true",
    disabledReason = "SKIPPED: ten million records take minutes; --soak runs them")
class ConstantMemorySimulation {
  private static final int RECORDS = 10_000_000;
  private static final int STEP = 500_000;
  private static final int DELAY = 2_000;
  private static final int CASES = 20_000;
  private static final double MOST = .05;

  private final MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
  private final MonitoredRelease release = Stream.release(10_000, 1_000);

  @Test
  @DisplayName("M15 the heap does not grow with the stream")
  void theHeapStaysWhatItWas() {
    // Given: a decision and a truth of every case
    List<Stream.Case> cases = new Stream(1).next(CASES);
    InMemoryMonitorStore store = new InMemoryMonitorStore();
    MonitorStage stage =
        new MonitorStage(
            new MonitorSettings(1_000, 10, Stream.PROFILE.alarms()),
            digest -> release,
            digest -> store,
            store,
            store,
            10_000);
    double warm = 0;
    double farthest = 0;

    // When
    for (int i = 0; i < RECORDS / 2; i++) {
      stage.take(Stream.observation(named(cases, i), i));
      if (i >= DELAY) {
        stage.take(Stream.truth(named(cases, i - DELAY), i));
      }
      if ((i + 1) % (STEP / 2) == 0) {
        double used = used();
        warm = warm == 0 && 2L * (i + 1) >= 1_000_000 ? used : warm;
        farthest = warm == 0 ? 0 : Math.max(farthest, Math.abs(used / warm - 1));
        System.out.printf(
            "%,d records: heap %.2f MB, %,d values in the stores%n",
            2L * (i + 1), used / 1e6, store.size());
      }
    }

    // Then
    assertEquals(0, farthest, MOST, "largest change of the heap after warm-up");
  }

  /** The case under an id of its own. */
  private static Stream.Case named(List<Stream.Case> cases, int number) {
    Stream.Case one = cases.get(number % cases.size());
    return new Stream.Case(
        "c-" + number, one.vector(), one.probability(), one.label(), one.sex(), one.race());
  }

  private double used() {
    System.gc();
    System.gc();
    return memory.getHeapMemoryUsage().getUsed();
  }
}
