// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.bench;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Clients of a server that speaks the Open Inference Protocol, each after its last answer. */
final class InferenceClients {
  private static final Duration REQUEST = Duration.ofSeconds(60);
  private static final int MOST_CALLS = 1_000_000;

  private InferenceClients() {}

  /**
   * What the clients got.
   *
   * @param rows rows answered with 200
   * @param failed calls answered otherwise, or not at all
   * @param rowsPerSecond rows answered a second
   * @param answered how long calls took, milliseconds
   * @param cpuNanos what the clients themselves used
   */
  record Load(long rows, int failed, double rowsPerSecond, Quantiles answered, long cpuNanos) {}

  /**
   * Asks from so many clients for so long.
   *
   * @param bodies sent in turn
   * @param rowsEach rows in each
   */
  static Load closedLoop(URI infer, int clients, int seconds, List<byte[]> bodies, int rowsEach)
      throws IOException, InterruptedException {
    long nanos = TimeUnit.SECONDS.toNanos(seconds);
    long[] took = new long[MOST_CALLS];
    Arrays.fill(took, -1);
    AtomicInteger next = new AtomicInteger();
    AtomicInteger failed = new AtomicInteger();
    AtomicInteger done = new AtomicInteger();
    long began = System.nanoTime();
    ClientPool.Client client =
        connection -> {
          for (int i = next.getAndIncrement();
              i < MOST_CALLS && System.nanoTime() - began < nanos;
              i = next.getAndIncrement()) {
            long sent = System.nanoTime();
            if (connection.post(bodies.get(i % bodies.size())) == 200) {
              took[i] = System.nanoTime() - sent;
              done.incrementAndGet();
            } else {
              failed.incrementAndGet();
            }
          }
        };
    long cpuNanos;
    try (ClientPool pool = new ClientPool(infer, clients, REQUEST, client)) {
      pool.await();
      cpuNanos = pool.cpuNanos();
    }
    long rows = (long) done.get() * rowsEach;
    double perSecond = rows / ((System.nanoTime() - began) / 1e9);
    return new Load(rows, failed.get(), perSecond, Quantiles.ofNanos(took), cpuNanos);
  }
}
