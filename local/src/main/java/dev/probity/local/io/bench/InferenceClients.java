// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.bench;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Clients of a server that speaks the Open Inference Protocol, each after its last answer. */
final class InferenceClients implements AutoCloseable {
  private static final Duration REQUEST = Duration.ofSeconds(60);
  private static final int MOST_CALLS = 1_000_000;

  private final JsonPosts http = new JsonPosts(REQUEST);

  /**
   * What the clients got.
   *
   * @param rows rows answered with 200
   * @param failed calls answered otherwise, or not at all
   * @param rowsPerSecond rows answered a second
   * @param answered how long calls took, milliseconds
   */
  record Load(long rows, int failed, double rowsPerSecond, Quantiles answered) {}

  /**
   * Asks from so many clients for so long.
   *
   * @param bodies sent in turn
   * @param rowsEach rows in each
   */
  Load closedLoop(URI infer, int clients, int seconds, List<byte[]> bodies, int rowsEach)
      throws IOException, InterruptedException {
    long nanos = TimeUnit.SECONDS.toNanos(seconds);
    long[] took = new long[MOST_CALLS];
    Arrays.fill(took, -1);
    AtomicInteger next = new AtomicInteger();
    AtomicInteger failed = new AtomicInteger();
    AtomicInteger done = new AtomicInteger();
    long began = System.nanoTime();
    Runnable client =
        () -> {
          for (int i = next.getAndIncrement();
              i < MOST_CALLS && System.nanoTime() - began < nanos;
              i = next.getAndIncrement()) {
            long sent = System.nanoTime();
            if (http.post(infer, bodies.get(i % bodies.size())) == 200) {
              took[i] = System.nanoTime() - sent;
              done.incrementAndGet();
            } else {
              failed.incrementAndGet();
            }
          }
        };
    try (ExecutorService pool = Executors.newFixedThreadPool(clients)) {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < clients; i++) {
        all.add(pool.submit(client));
      }
      for (Future<?> one : all) {
        one.get();
      }
    } catch (ExecutionException e) {
      throw new IOException("a client of the bench failed", e.getCause());
    }
    long rows = (long) done.get() * rowsEach;
    double perSecond = rows / ((System.nanoTime() - began) / 1e9);
    return new Load(rows, failed.get(), perSecond, Quantiles.ofNanos(took));
  }

  @Override
  public void close() {
    http.close();
  }
}
