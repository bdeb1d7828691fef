// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;

/** Clients of one door that work at once, each on a thread and a connection of its own. */
final class ClientPool implements AutoCloseable {
  private final ExecutorService threads;
  private final List<Future<?>> all = new ArrayList<>();
  private final LongAdder cpuNanos = new LongAdder();

  /** What one client does with its connection. */
  @FunctionalInterface
  interface Client {
    void run(PostConnection connection);
  }

  /**
   * Starts so many clients that do the same.
   *
   * @param patience how long an answer may take
   */
  ClientPool(URI door, int clients, Duration patience, Client client) {
    this.threads =
        Executors.newFixedThreadPool(
            clients, Thread.ofPlatform().name("bench-client-", 0).factory());
    for (int i = 0; i < clients; i++) {
      all.add(
          threads.submit(
              () -> {
                try (PostConnection connection = new PostConnection(door, patience)) {
                  client.run(connection);
                }
                cpuNanos.add(ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime());
              }));
    }
  }

  /** Whether every client has ended. */
  boolean isDone() {
    return all.stream().allMatch(Future::isDone);
  }

  /** Waits for every client; fails when one failed. */
  void await() throws IOException, InterruptedException {
    for (Future<?> one : all) {
      try {
        one.get();
      } catch (ExecutionException e) {
        throw new IOException("a client of the bench failed", e.getCause());
      }
    }
  }

  /** CPU nanoseconds of the clients that have ended. */
  long cpuNanos() {
    return cpuNanos.sum();
  }

  @Override
  public void close() {
    threads.close();
  }
}
