// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.io;

import dev.probity.topics.io.OutageException;
import dev.probity.trainer.Reading;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Reads records on several threads while the next are fetched, and hands them on in the order they
 * came: so many pieces are under way at most, and whoever fetches takes.
 */
final class OrderedReading implements AutoCloseable {
  private static final int AT_ONCE = 500;
  private static final int MOST_THREADS = 4;

  private final Function<ConsumerRecord<byte[], byte[]>, Reading> read;
  private final Consumer<Reading> take;
  private final int threads =
      Math.clamp(Runtime.getRuntime().availableProcessors(), 1, MOST_THREADS);
  private final ExecutorService pool =
      Executors.newFixedThreadPool(
          threads, Thread.ofPlatform().name("trainer-replay-", 0).daemon().factory());
  private final Deque<Future<List<Reading>>> underWay = new ArrayDeque<>();

  /**
   * Nothing is under way.
   *
   * @param read reads a record, on any thread
   * @param take takes what was read, on the thread that adds
   */
  OrderedReading(Function<ConsumerRecord<byte[], byte[]>, Reading> read, Consumer<Reading> take) {
    this.read = read;
    this.take = take;
  }

  /** Has records read; takes what was read before when too much is under way. */
  void add(List<ConsumerRecord<byte[], byte[]>> records) throws OutageException {
    for (int from = 0; from < records.size(); from += AT_ONCE) {
      List<ConsumerRecord<byte[], byte[]>> piece =
          records.subList(from, Math.min(records.size(), from + AT_ONCE));
      underWay.add(pool.submit(() -> all(piece)));
      while (underWay.size() > 2 * threads) {
        takeFirst();
      }
    }
  }

  /** Takes all that is under way. */
  void finish() throws OutageException {
    while (!underWay.isEmpty()) {
      takeFirst();
    }
  }

  private List<Reading> all(List<ConsumerRecord<byte[], byte[]>> piece) {
    List<Reading> readings = new ArrayList<>(piece.size());
    for (ConsumerRecord<byte[], byte[]> one : piece) {
      readings.add(read.apply(one));
    }
    return readings;
  }

  private void takeFirst() throws OutageException {
    try {
      underWay.removeFirst().get().forEach(take);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new OutageException("the replay was interrupted", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("a record could not be read, which is a bug", e.getCause());
    }
  }

  @Override
  public void close() {
    pool.shutdownNow();
  }
}
