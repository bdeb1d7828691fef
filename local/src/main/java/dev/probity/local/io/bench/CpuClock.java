// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * CPU time of this process thread by thread, and of the database server with all its processes.
 * What the process used beyond its Java threads went to compiler and collector.
 */
final class CpuClock {
  /** The JVM's own share: just-in-time compiler, class loading, profiling. */
  static final String COMPILER = "compiler";

  /** The collector's share: it runs in one thread while all others wait. */
  static final String COLLECTOR = "collector";

  /** The database server's share. */
  static final String POSTGRES = "postgres";

  private final Path postmaster;
  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();

  /** Reads the server's process id from its file at each look. */
  CpuClock(Path postmaster) {
    this.postmaster = postmaster;
  }

  /** CPU nanoseconds at one moment. */
  record Reading(
      Map<Long, Long> threads,
      Map<Long, String> names,
      long process,
      long collector,
      long postgres) {}

  /** Reads all clocks. */
  Reading read() {
    Map<Long, Long> cpu = new HashMap<>();
    Map<Long, String> names = new HashMap<>();
    for (ThreadInfo thread : threads.getThreadInfo(threads.getAllThreadIds())) {
      if (thread != null) {
        cpu.put(thread.getThreadId(), threads.getThreadCpuTime(thread.getThreadId()));
        names.put(thread.getThreadId(), thread.getThreadName());
      }
    }
    return new Reading(cpu, names, cpu(ProcessHandle.current()), collector(), postgres());
  }

  private static long collector() {
    return ManagementFactory.getGarbageCollectorMXBeans().stream()
        .mapToLong(each -> TimeUnit.MILLISECONDS.toNanos(Math.max(0, each.getCollectionTime())))
        .sum();
  }

  private long postgres() {
    try {
      long pid = Long.parseLong(Files.readAllLines(postmaster).get(0).strip());
      return ProcessHandle.of(pid)
          .map(server -> cpu(server) + server.descendants().mapToLong(CpuClock::cpu).sum())
          .orElse(0L);
    } catch (IOException | NumberFormatException | IndexOutOfBoundsException e) {
      return 0;
    }
  }

  private static long cpu(ProcessHandle process) {
    return process.info().totalCpuDuration().map(Duration::toNanos).orElse(0L);
  }

  /** Milliseconds between two readings by stage, those without any left out. */
  static Map<String, Double> between(Reading from, Reading to) {
    Map<String, Double> used = new LinkedHashMap<>();
    long inThreads = 0;
    for (Stage stage : Stage.values()) {
      long nanos = 0;
      for (Map.Entry<Long, Long> thread : to.threads().entrySet()) {
        if (Stage.of(to.names().getOrDefault(thread.getKey(), "")) == stage) {
          nanos += thread.getValue() - from.threads().getOrDefault(thread.getKey(), 0L);
        }
      }
      inThreads += nanos;
      if (nanos > 0) {
        used.put(stage.words(), nanos / 1e6);
      }
    }
    long collector = to.collector() - from.collector();
    long own = Math.max(collector, to.process() - from.process() - inThreads);
    used.put(COMPILER, (own - collector) / 1e6);
    used.put(COLLECTOR, collector / 1e6);
    used.put(POSTGRES, (to.postgres() - from.postgres()) / 1e6);
    return used;
  }
}
