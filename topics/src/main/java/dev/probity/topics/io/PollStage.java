// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.io;

import dev.probity.topics.io.BugBoundary.Attempt;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RetriableException;
import org.jspecify.annotations.Nullable;

/**
 * A stage that runs one life of a {@link PollLoop} after the other on a thread of its own.
 *
 * <pre>
 *   life ends      what follows
 *   Closed         STOPPED
 *   Poisoned, bug  a new life, unless more than 3 ended within 60 s: FAILED
 *   outage         a new life after a growing wait, until patience ends: FAILED
 *   Fenced         FAILED: another process has the same instance id
 * </pre>
 *
 * A new life has new clients and begins at the committed offsets, behind a poison pill.
 */
public final class PollStage implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(PollStage.class.getName());

  private final String name;
  private final Function<LoopListener, PollLoop> lives;
  private final RestartLimit restarts;
  private final Backoff outages;
  private final Duration closeWithin;
  private final LoopListener listener;
  private final RandomGenerator jitter;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread;

  private volatile @Nullable PollLoop life;
  private volatile StageState state = StageState.STARTING;
  private volatile String reason = "not started";
  private boolean handledSomething;

  /**
   * A stage that has not started.
   *
   * @param name the module, for the thread and the log
   * @param lives builds the loop of the next life around the listener it is given
   * @param restarts how many bugs are forgiven
   * @param outages how outages are waited out
   * @param closeWithin how long {@link #close} waits for the last batch
   * @param listener hears what the loops do
   */
  public PollStage(
      String name,
      Function<LoopListener, PollLoop> lives,
      RestartLimit restarts,
      Backoff outages,
      Duration closeWithin,
      LoopListener listener,
      RandomGenerator jitter) {
    this.name = name;
    this.lives = lives;
    this.restarts = restarts;
    this.outages = outages;
    this.closeWithin = closeWithin;
    this.listener = listener;
    this.jitter = jitter;
    this.thread = Thread.ofPlatform().name("probity-" + name).daemon().unstarted(this::live);
  }

  /** Starts the stage's thread. */
  public void start() {
    thread.start();
  }

  /** How the stage fares; may be asked from any thread. */
  public StageHealth health() {
    PollLoop current = life;
    long age = current == null ? 0 : current.nanosSinceLastPoll();
    return new StageHealth(state, reason, Duration.ofNanos(age));
  }

  /** Finishes the batch in hand, commits, leaves the group and ends. */
  @Override
  public void close() {
    closing.countDown();
    PollLoop current = life;
    if (current != null) {
      current.stop();
    }
    try {
      if (thread.isAlive() && !thread.join(closeWithin)) {
        LOG.log(System.Logger.Level.WARNING, "stage did not end in time; stage={0}", name);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void live() {
    int outagesInARow = 0;
    long outageSince = 0;
    while (closing.getCount() > 0) {
      handledSomething = false;
      LoopEnd end = oneLife();
      boolean outage = end instanceof LoopEnd.Failed(String why, boolean passes) && passes;
      long now = System.nanoTime();
      if (!outage || handledSomething) {
        outagesInARow = 0;
      }
      outageSince = outagesInARow == 0 ? now : outageSince;
      outagesInARow = outage ? outagesInARow + 1 : 0;
      boolean again =
          switch (end) {
            case LoopEnd.Closed() -> false;
            case LoopEnd.Fenced fenced -> false;
            case LoopEnd.Poisoned poisoned -> restarts.mayRestart(now);
            case LoopEnd.Failed failed ->
                outage
                    ? now - outageSince < outages.patience().toNanos()
                    : restarts.mayRestart(now);
          };
      change(next(end, again), described(end));
      if (!again || closedWithin(outages.wait(Math.max(1, outagesInARow), jitter))) {
        break;
      }
    }
    if (state != StageState.FAILED) {
      change(StageState.STOPPED, "closed");
    }
  }

  private LoopEnd oneLife() {
    try {
      return switch (BugBoundary.attempt(this::beginAndRun)) {
        case Attempt.Answered<LoopEnd>(LoopEnd end) -> end;
        case Attempt.Outage<LoopEnd>(OutageException cause) ->
            new LoopEnd.Failed(String.valueOf(cause.getMessage()), true);
        case Attempt.Bug<LoopEnd>(Throwable cause) -> {
          LOG.log(System.Logger.Level.ERROR, "bug outside any record; stage=" + name, cause);
          yield new LoopEnd.Failed(cause.getClass().getName(), false);
        }
      };
    } catch (KafkaException e) {
      return new LoopEnd.Failed(
          e.getClass().getSimpleName() + ": " + e.getMessage(), e instanceof RetriableException);
    }
  }

  private LoopEnd beginAndRun() {
    PollLoop loop = lives.apply(new StateKeeper());
    life = loop;
    if (closing.getCount() == 0) {
      loop.stop();
    }
    return loop.run();
  }

  private static StageState next(LoopEnd end, boolean again) {
    if (again) {
      return StageState.RESTARTING;
    }
    return end instanceof LoopEnd.Closed ? StageState.STOPPED : StageState.FAILED;
  }

  private static String described(LoopEnd end) {
    return switch (end) {
      case LoopEnd.Closed() -> "closed";
      case LoopEnd.Poisoned(TopicPartition partition, long offset, String error) ->
          "bug at " + partition + "@" + offset + ": " + error;
      case LoopEnd.Failed(String why, boolean outage) -> (outage ? "outage: " : "failed: ") + why;
      case LoopEnd.Fenced(String why) ->
          "another process runs under the same instance id: "
              + why
              + "\nMaybe give each process its own probity.instance.id";
    };
  }

  private boolean closedWithin(Duration wait) {
    try {
      return closing.await(wait.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  private void change(StageState wanted, String why) {
    if (state != wanted || !reason.equals(why)) {
      state = wanted;
      reason = why;
      LOG.log(
          wanted == StageState.FAILED ? System.Logger.Level.ERROR : System.Logger.Level.INFO,
          "stage changed; stage={0} state={1} reason={2}",
          name,
          wanted,
          why);
      listener.changed(wanted, why);
    }
  }

  /** Keeps the state for the health checks and passes everything on. */
  private final class StateKeeper implements LoopListener {
    @Override
    public void changed(StageState wanted, String why) {
      change(wanted, why);
    }

    @Override
    public void handled(BatchReport report) {
      handledSomething = true;
      listener.handled(report);
    }

    @Override
    public void lag(TopicPartition partition, long records) {
      listener.lag(partition, records);
    }

    @Override
    public void paused(Set<PauseReason> reasons) {
      listener.paused(reasons);
    }

    @Override
    public void resumed() {
      listener.resumed();
    }

    @Override
    public void internalError(TopicPartition partition, long offset, String errorClass) {
      listener.internalError(partition, offset, errorClass);
    }
  }
}
