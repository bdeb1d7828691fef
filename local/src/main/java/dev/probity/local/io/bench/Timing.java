// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.bench;

import java.lang.management.ManagementFactory;
import java.util.Arrays;

/**
 * The clock of a benchmark: CPU time of this thread, so that neighbours disturb little, and the
 * best of many runs, because noise only ever adds.
 */
final class Timing {
  private static final com.sun.management.ThreadMXBean THREADS =
      (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

  private static final int LEAST_RUNS = 12;
  private static final double ENOUGH_SECONDS = 2;

  private Timing() {}

  /** Something measured. */
  interface Run {
    void run(int number);
  }

  /** CPU seconds of one run. */
  static double seconds(Runnable run) {
    long start = THREADS.getCurrentThreadCpuTime();
    run.run();
    return (THREADS.getCurrentThreadCpuTime() - start) / 1e9;
  }

  /** CPU seconds of the fastest run within two seconds of them, twelve at least. */
  static double best(Run run) {
    double best = Double.MAX_VALUE;
    double spent = 0;
    for (int i = 0; i < LEAST_RUNS || spent < ENOUGH_SECONDS; i++) {
      int number = i;
      double seconds = seconds(() -> run.run(number));
      best = Math.min(best, seconds);
      spent += seconds;
    }
    return best;
  }

  /** Median wall time of many runs, in microseconds; the first half only warms up. */
  static double medianMicros(int runs, Run run) {
    double[] micros = new double[runs - runs / 2];
    for (int i = 0; i < runs; i++) {
      long start = System.nanoTime();
      run.run(i);
      long end = System.nanoTime();
      if (i >= runs / 2) {
        micros[i - runs / 2] = (end - start) / 1e3;
      }
    }
    Arrays.sort(micros);
    return micros[micros.length / 2];
  }

  /** Bytes this thread allocates in one of many runs, the fewest seen. */
  static long bytes(int runs, Run run) {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < runs; i++) {
      long before = THREADS.getCurrentThreadAllocatedBytes();
      run.run(i);
      least = Math.min(least, THREADS.getCurrentThreadAllocatedBytes() - before);
    }
    return least;
  }
}
