// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.io;

import dev.probity.topics.io.OutageException;
import dev.probity.trainer.Step;
import dev.probity.trainer.io.mlflow.RegistryOutageException;
import java.time.Duration;
import org.apache.kafka.common.KafkaException;

/**
 * Tries a step again while what it needs does not answer, a bounded number of times, waiting twice
 * as long each time; then it says what, where, and how to go on.
 */
final class Retrying {
  private static final System.Logger LOG = System.getLogger(Retrying.class.getName());
  private static final Duration LONGEST = Duration.ofSeconds(30);

  private final String run;
  private final int attempts;
  private final Duration first;

  /**
   * For one run.
   *
   * @param run its id
   * @param attempts how often a step is tried, at least once
   * @param first how long to wait before the second attempt
   */
  Retrying(String run, int attempts, Duration first) {
    this.run = run;
    this.attempts = attempts;
    this.first = first;
  }

  /** What is tried. */
  interface Attempt<T> {
    T run() throws OutageException, OffsetsGoneException, RegistryOutageException;
  }

  /**
   * Does a step.
   *
   * @throws OutageException when it failed as often as it may
   * @throws RegistryOutageException likewise, of the registry
   */
  <T> T of(Step step, Attempt<T> attempt)
      throws OutageException, OffsetsGoneException, RegistryOutageException {
    Duration wait = first;
    for (int count = 1; ; count++) {
      try {
        return attempt.run();
      } catch (KafkaException down) {
        if (count >= attempts) {
          throw new OutageException(gaveUp(step, "the broker does not answer the trainer"), down);
        }
        wait = paused(step, count, wait, down);
      } catch (OutageException down) {
        if (count >= attempts) {
          throw new OutageException(gaveUp(step, String.valueOf(down.getMessage())), down);
        }
        wait = paused(step, count, wait, down);
      } catch (RegistryOutageException down) {
        if (count >= attempts) {
          throw new RegistryOutageException(gaveUp(step, String.valueOf(down.getMessage())), down);
        }
        wait = paused(step, count, wait, down);
      }
    }
  }

  private String gaveUp(Step step, String what) {
    return what
        + "; step "
        + step.label()
        + " of run "
        + run
        + " was tried "
        + attempts
        + " times\nMaybe go on, when it is back, with: probity train --resume "
        + run;
  }

  private Duration paused(Step step, int count, Duration wait, Exception down)
      throws OutageException {
    LOG.log(
        System.Logger.Level.WARNING,
        "step {0} of run {1} is tried again in {2} ms, attempt {3} failed: {4}",
        step.label(),
        run,
        wait.toMillis(),
        count,
        down.getMessage());
    try {
      Thread.sleep(wait);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new OutageException("stopped while waiting to try again", stopped);
    }
    Duration doubled = wait.multipliedBy(2);
    return doubled.compareTo(LONGEST) < 0 ? doubled : LONGEST;
  }
}
