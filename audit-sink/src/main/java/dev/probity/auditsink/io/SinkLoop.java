// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.io;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.kafka.common.errors.WakeupException;

/** The sink's one thread: runs its steps, and waits between them unless it is asked to end. */
final class SinkLoop implements Runnable {
  static final String DIED = "the sink's thread died of a bug";

  private final Sink sink;
  private final LongSupplier nanoTime;
  private final CountDownLatch closing = new CountDownLatch(1);
  private volatile long lastTurn;

  SinkLoop(Sink sink, LongSupplier nanoTime) {
    this.sink = sink;
    this.nanoTime = nanoTime;
    this.lastTurn = nanoTime.getAsLong();
  }

  SinkState state() {
    return sink.state();
  }

  /** How long ago the thread last showed that it lives. */
  Duration sinceLastTurn() {
    return Duration.ofNanos(nanoTime.getAsLong() - lastTurn);
  }

  @Override
  public void run() {
    try {
      while (open()) {
        await(sink.step());
      }
    } catch (WakeupException e) {
      closing.countDown();
    } finally {
      sink.close(
          open()
              ? new SinkState(SinkState.Phase.FATAL, DIED)
              : new SinkState(SinkState.Phase.STOPPED, "asked to stop"));
    }
  }

  private boolean open() {
    lastTurn = nanoTime.getAsLong();
    return closing.getCount() > 0;
  }

  private void await(Duration time) {
    try {
      if (!time.isZero() && closing.await(time.toNanos(), TimeUnit.NANOSECONDS)) {
        lastTurn = nanoTime.getAsLong();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      closing.countDown();
    }
  }

  /** Asks the loop to end after the transaction it is in. */
  void close() {
    closing.countDown();
    sink.wakeUp();
  }
}
