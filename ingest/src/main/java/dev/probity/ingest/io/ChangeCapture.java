// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest.io;

import io.debezium.engine.ChangeEvent;
import io.debezium.engine.DebeziumEngine;
import io.debezium.engine.format.JsonByteArray;
import io.debezium.engine.spi.OffsetCommitPolicy;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs the engine that reads the database's log, and begins anew when it ends, which it does
 * without a word: after half a second, then ever later, up to half a minute. The slot is looked at
 * before each begin and every few seconds.
 */
public final class ChangeCapture implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(ChangeCapture.class.getName());
  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
  private static final Duration WATCH = Duration.ofSeconds(5);
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int LONGEST_REASON = 300;

  private final CaptureConfig config;
  private final Supplier<CaptureConsumer> consumers;
  private final Runnable release;
  private final SlotWatch slot;
  private final AtomicLong retained = new AtomicLong();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread;
  private final ScheduledExecutorService watch;
  private volatile @Nullable DebeziumEngine<?> running;
  private volatile @Nullable String notReady = "change capture has not begun";
  private boolean warned;

  /**
   * A capture that does not run yet.
   *
   * @param consumers makes the consumer when capture begins
   * @param release called when capture has ended
   */
  ChangeCapture(CaptureConfig config, Supplier<CaptureConsumer> consumers, Runnable release) {
    this.config = config;
    this.consumers = consumers;
    this.release = release;
    this.slot = new SlotWatch(config);
    this.thread = new Thread(this::run, "ingest-capture");
    this.thread.setDaemon(true);
    this.watch =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("ingest-capture-slot").factory());
  }

  /** Begins to capture, where a database is configured. */
  void start() {
    if (config.url() == null) {
      notReady = null;
      return;
    }
    thread.start();
    var unused =
        watch.scheduleWithFixedDelay(
            this::lookAtSlot, WATCH.toMillis(), WATCH.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Why changes are not captured; null when they are, or when none are to be. */
  @Nullable String notReady() {
    return notReady;
  }

  /** How much log the slot holds back, in bytes, when last looked at. */
  long retainedBytes() {
    return retained.get();
  }

  private void run() {
    Duration pause = FIRST_PAUSE;
    try {
      CaptureConsumer consumer = consumers.get();
      while (closing.getCount() > 0) {
        long began = System.nanoTime();
        String problem = slotProblem();
        if (problem == null) {
          capture(consumer);
        } else {
          notReady = problem;
          LOG.log(Level.ERROR, "Changes are not captured: {0}", problem);
        }
        boolean well = System.nanoTime() - began > LONGEST_PAUSE.toNanos();
        pause = well ? FIRST_PAUSE : pause;
        if (closing.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
          break;
        }
        Duration twice = pause.multipliedBy(2);
        pause = twice.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : twice;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      release.run();
    }
  }

  private @Nullable String slotProblem() {
    try {
      return slot.refusal(slot.look(), !CaptureOffsets.read(config.offsets()).isEmpty());
    } catch (SQLException | IOException | RuntimeException e) {
      return reason(e.getMessage(), e);
    }
  }

  /** Returns when the engine has ended, for whatever reason. */
  private void capture(CaptureConsumer consumer) {
    try (DebeziumEngine<ChangeEvent<byte[], byte[]>> engine =
        DebeziumEngine.create(JsonByteArray.class)
            .using(CaptureEngine.properties(config, SlotWatch.password(config)))
            .using(Thread.currentThread().getContextClassLoader())
            .using(OffsetCommitPolicy.always())
            .using(new Polling())
            .using((well, message, error) -> ended(message, error))
            .notifying(consumer)
            .build()) {
      running = engine;
      if (closing.getCount() > 0) {
        engine.run();
      }
    } catch (IOException | RuntimeException e) {
      ended(String.valueOf(e.getMessage()), e);
    } finally {
      running = null;
    }
  }

  private void ended(@Nullable String message, @Nullable Throwable error) {
    if (closing.getCount() > 0) {
      String reason = reason(message, error);
      notReady = reason;
      LOG.log(Level.WARNING, "Change capture ended and begins anew: {0}", reason);
    }
  }

  /** The engine's own words and those of the database, which name no values. */
  private static String reason(@Nullable String message, @Nullable Throwable error) {
    String words = message == null ? "no reason is known" : message;
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException && !words.contains(String.valueOf(cause.getMessage()))) {
        words = words + "; " + cause.getMessage();
      }
    }
    String line = words.replace('\n', ' ');
    return line.length() > LONGEST_REASON ? line.substring(0, LONGEST_REASON) : line;
  }

  private void lookAtSlot() {
    try {
      SlotWatch.State state = slot.look();
      if (state == null) {
        return;
      }
      retained.set(state.retainedBytes());
      boolean much =
          state.retainedBytes() > ((long) config.slotMegabytes() << 20)
              || state.walStatus().equals("unreserved")
              || state.isLost();
      if (much && !warned) {
        LOG.log(
            Level.WARNING,
            "The replication slot {0} is {1} and holds back {2} bytes of log; it is kept until"
                + " changes are captured again, or the server cuts it off",
            config.slot(),
            state.walStatus(),
            state.retainedBytes());
      }
      warned = much;
    } catch (SQLException | IOException | RuntimeException e) {
      LOG.log(Level.DEBUG, "The replication slot could not be looked at", e);
    }
  }

  /** Hears that the log is being read. */
  private final class Polling implements DebeziumEngine.ConnectorCallback {
    @Override
    public void pollingStarted() {
      notReady = null;
      LOG.log(Level.INFO, "Changes are captured: slot {0}", config.slot());
    }
  }

  @Override
  public void close() {
    closing.countDown();
    watch.shutdownNow();
    DebeziumEngine<?> engine = running;
    try {
      if (engine != null) {
        engine.close();
      }
      if (thread.isAlive() && !thread.join(PATIENCE)) {
        LOG.log(Level.WARNING, "Change capture did not end in {0}", PATIENCE);
      }
    } catch (IOException | IllegalStateException e) {
      LOG.log(Level.DEBUG, "The engine had ended by itself", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
