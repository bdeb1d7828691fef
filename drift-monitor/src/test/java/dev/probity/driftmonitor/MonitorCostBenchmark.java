// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What one case costs in the pure stage of the monitor, a prediction and its outcome 2,000 records
 * later, in CPU time and allocation of one thread; and that it costs as much at the end of a long
 * stream as at its beginning. Run it with {@code -Dtest=MonitorCostBenchmark}; what the monitor
 * costs in a running process, brokers' clients included, is told by {@code jcmd PID Thread.print}
 * (cpu= of its StreamThread and of that thread's producer) on {@code probity demo --stay}.
 */
class MonitorCostBenchmark {
  private static final int CASES = 20_000;
  private static final int DELAY = 2_000;
  private static final int STRETCHES = 10;

  private final ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final MonitoredRelease release = Stream.release(20_000, 1_000);

  @Test
  void printsTheCostOfACase() {
    List<Stream.Case> cases = new Stream(1).next(CASES);
    InMemoryMonitorStore store = new InMemoryMonitorStore();
    MonitorStage stage =
        new MonitorStage(
            new MonitorSettings(1_000, 10, Stream.PROFILE.alarms()),
            digest -> release,
            digest -> store,
            store,
            store,
            100_000);
    for (int stretch = 0; stretch < STRETCHES; stretch++) {
      int first = stretch * CASES;
      long begun = thread.getCurrentThreadCpuTime();
      long bytes = thread.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < CASES; i++) {
        stage.take(Stream.observation(cases.get(i), first + i));
        stage.take(Stream.truth(cases.get((i + CASES - DELAY) % CASES), first + i));
      }
      System.out.printf(
          "cases %,d to %,d: %.2f us and %,d bytes a case; %,d values in the stores%n",
          first,
          first + CASES,
          (thread.getCurrentThreadCpuTime() - begun) / 1e3 / CASES,
          (thread.getCurrentThreadAllocatedBytes() - bytes) / CASES,
          store.size());
    }
  }
}
