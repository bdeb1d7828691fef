// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.io;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Tells the other loops what the sink did, opened or appended, so that they need not ask. */
final class LedgerGrowth {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private long size;
  private boolean opened;
  private boolean closed;

  /** The ledger has its tables, and the sink has it open. */
  void opened() {
    lock.lock();
    try {
      opened = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits until there are tables to read, or all is closed. */
  void awaitOpened() throws InterruptedException {
    lock.lock();
    try {
      while (!opened && !closed) {
        changed.await();
      }
    } finally {
      lock.unlock();
    }
  }

  void grown(long newSize) {
    lock.lock();
    try {
      size = Math.max(size, newSize);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  /** Waits until the ledger has this size, the time is over or all is closed. */
  void await(long wanted, Duration patience) throws InterruptedException {
    long left = patience.toNanos();
    lock.lock();
    try {
      while (!closed && size < wanted && left > 0) {
        left = changed.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Waits for closing. */
  void awaitClosed(Duration patience) throws InterruptedException {
    await(Long.MAX_VALUE, patience);
  }
}
