// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.bench;

import dev.probity.auditsink.io.LedgerReads;
import dev.probity.topics.Topics;
import java.util.Arrays;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntToLongFunction;

/** Asks the ledger every few milliseconds which of the explanations seen it holds by now. */
final class RecordedWatch implements FixedRate.Listener, Runnable {
  private static final long EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final LedgerReads ledger;
  private final long[] recorded;
  private final Queue<Seen> waiting = new ConcurrentLinkedQueue<>();
  private volatile boolean finishing;

  private record Seen(int index, int partition, long offset) {}

  /** A watch over so many records; the reads are used by this watch's thread only. */
  RecordedWatch(LedgerReads ledger, int records) {
    this.ledger = ledger;
    this.recorded = new long[records];
    Arrays.fill(recorded, -1);
  }

  @Override
  public void seen(int index, int partition, long offset) {
    waiting.add(new Seen(index, partition, offset));
  }

  /** Everything was seen; the watch ends when all of it is recorded. */
  void finish() {
    finishing = true;
  }

  @Override
  public void run() {
    long until = Long.MAX_VALUE;
    while (!(finishing && waiting.isEmpty()) && System.nanoTime() < until) {
      if (!waiting.isEmpty()) {
        Map<Integer, Long> next = ledger.recorded(Topics.EXPLANATIONS);
        long now = System.nanoTime();
        waiting.removeIf(one -> note(one, next, now));
      }
      if (finishing && until == Long.MAX_VALUE) {
        until = System.nanoTime() + PATIENCE_NANOS;
      }
      LockSupport.parkNanos(EVERY_NANOS);
    }
  }

  private boolean note(Seen one, Map<Integer, Long> next, long now) {
    boolean held = next.getOrDefault(one.partition(), 0L) > one.offset();
    if (held && recorded[one.index()] < 0) {
      recorded[one.index()] = now;
    }
    return held;
  }

  /** How long after the given moments the entries were in; ask after the watch has ended. */
  Quantiles since(IntToLongFunction moments) {
    long[] nanos = new long[recorded.length];
    for (int i = 0; i < nanos.length; i++) {
      nanos[i] = recorded[i] < 0 ? -1 : Math.max(0, recorded[i] - moments.applyAsLong(i));
    }
    return Quantiles.ofNanos(nanos);
  }
}
