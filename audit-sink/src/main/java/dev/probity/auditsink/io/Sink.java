// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.io;

import dev.probity.auditsink.AppendResult;
import dev.probity.auditsink.Cursor;
import dev.probity.auditsink.Draft;
import dev.probity.auditsink.LedgerException;
import dev.probity.auditsink.entry.Source;
import dev.probity.auditsink.io.LedgerOpener.OpenLedger;
import dev.probity.topics.io.Backoff;
import java.time.Duration;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;

/**
 * The sink as a machine of steps: poll outside any transaction, append in one, advance only when it
 * is committed. Whatever fails, it asks the ledger where it stands and goes on from there. It has
 * no thread and never waits; each step says how long to wait before the next, so that a test can
 * run thousands of sinks, and of accidents between their steps, in a second.
 */
final class Sink {
  private static final Duration POLL = Duration.ofMillis(250);
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(10);
  private static final Duration KAFKA_PATIENCE = Duration.ofSeconds(30);
  private static final Duration ADVISE = Duration.ofSeconds(1);
  private static final Duration STANDBY_WAIT = Duration.ofSeconds(1);
  private static final Backoff FAST =
      new Backoff(Duration.ofMillis(200), Duration.ofSeconds(5), Duration.ofDays(365));
  private static final Backoff SLOW =
      new Backoff(Duration.ofSeconds(5), Duration.ofSeconds(30), Duration.ofDays(365));

  private final LogReader log;
  private final TopicLookup topics;
  private final LedgerOpener opener;
  private final Clocks clocks;
  private final RandomGenerator random;
  private final SinkListener listener;

  private volatile SinkState state = SinkState.STARTING;
  private @Nullable OpenLedger open;
  private boolean resumed;
  private boolean halted;
  private int attempt;
  private long lookedAt;
  private long kafkaSeenAt;
  private long advisedAt;
  private Map<Source, Cursor> duplicateAt = Map.of();

  Sink(
      LogReader log,
      TopicLookup topics,
      LedgerOpener opener,
      Clocks clocks,
      RandomGenerator random,
      SinkListener listener) {
    this.log = log;
    this.topics = topics;
    this.opener = opener;
    this.clocks = clocks;
    this.random = random;
    this.listener = listener;
    this.kafkaSeenAt = clocks.ticks();
  }

  SinkState state() {
    return state;
  }

  /**
   * Connects, or resumes, or takes in one poll.
   *
   * @return how long to wait before the next step
   * @throws WakeupException when the poll was ended from outside
   */
  Duration step() {
    if (halted) {
      return LOOK_AGAIN;
    }
    try {
      return turn();
    } catch (LedgerException e) {
      disconnect();
      return react(e);
    } catch (WakeupException e) {
      throw e;
    } catch (KafkaException e) {
      disconnect();
      return outage("Kafka: " + e.getClass().getSimpleName(), FAST);
    }
  }

  private Duration turn() {
    OpenLedger ledger = open;
    if (ledger == null) {
      ledger = opener.open();
      open = ledger;
    }
    if (!resumed) {
      ledger.maintain(clocks.now());
      resume(ledger, topics.partitions());
      return Duration.ZERO;
    }
    Draft draft = log.poll(POLL);
    Duration wait = draft == null ? Duration.ZERO : append(ledger, draft);
    if (resumed && clocks.ticks() - lookedAt > LOOK_AGAIN.toMillis()) {
      lookAgain(ledger);
    }
    return wait;
  }

  private void resume(OpenLedger ledger, Map<Source, String> partitions) {
    log.resume(partitions, ledger);
    resumed = true;
    lookedAt = clocks.ticks();
    kafkaSeenAt = lookedAt;
    Map<Source, PartitionIncident> incidents = log.incidents();
    change(
        incidents.isEmpty()
            ? SinkState.RUNNING
            : new SinkState(SinkState.Phase.FATAL, "not read: " + incidents));
  }

  private Duration append(OpenLedger ledger, Draft draft) {
    long now = clocks.now();
    switch (ledger.append(draft, now)) {
      case AppendResult.Appended done -> {
        log.advance(draft);
        attempt = 0;
        listener.appended(draft, done.size(), now);
        log.lag().forEach(listener::lag);
        advise();
        return Duration.ZERO;
      }
      case AppendResult.Fenced fenced -> {
        listener.fenced();
        change(new SinkState(SinkState.Phase.STANDBY, "standby: another writer appends"));
        resumed = false;
        return STANDBY_WAIT;
      }
    }
  }

  /** Tells the broker for its lag display only; the ledger's positions are the authority. */
  private void advise() {
    long ticks = clocks.ticks();
    if (ticks - advisedAt > ADVISE.toMillis()) {
      advisedAt = ticks;
      log.advise();
    }
  }

  /** Now and then: months ahead, partitions added at run time, whether the broker answers. */
  private void lookAgain(OpenLedger ledger) {
    lookedAt = clocks.ticks();
    ledger.maintain(clocks.now());
    try {
      Map<Source, String> found = topics.partitions();
      kafkaSeenAt = lookedAt;
      if (!log.known().equals(found.keySet()) || state.phase() == SinkState.Phase.OUTAGE) {
        resume(ledger, found);
      }
    } catch (KafkaException e) {
      if (lookedAt - kafkaSeenAt > KAFKA_PATIENCE.toMillis()) {
        change(new SinkState(SinkState.Phase.OUTAGE, "Kafka does not answer"));
      }
    }
  }

  private Duration react(LedgerException failure) {
    String reason = String.valueOf(failure.getMessage());
    return switch (failure.faultClass()) {
      case RETRY -> {
        listener.retried(failure.sqlState());
        yield outage("Postgres: " + reason, FAST);
      }
      case RETRY_SLOWLY -> {
        listener.retried(failure.sqlState());
        yield outage("Postgres: disk full, resumes by itself when space is freed", SLOW);
      }
      case FENCED -> {
        listener.fenced();
        Map<Source, Cursor> here = log.cursors();
        boolean again = here.equals(duplicateAt);
        duplicateAt = here;
        yield again ? halt("DUPLICATE_POSITION: " + reason) : Duration.ZERO;
      }
      case FATAL -> halt(reason);
    };
  }

  private Duration outage(String reason, Backoff backoff) {
    change(new SinkState(SinkState.Phase.OUTAGE, reason));
    attempt++;
    return backoff.wait(attempt, random);
  }

  /** Stops consuming and stays up, so that somebody can read why. */
  private Duration halt(String reason) {
    halted = true;
    change(new SinkState(SinkState.Phase.FATAL, reason));
    return LOOK_AGAIN;
  }

  private void change(SinkState next) {
    if (!next.equals(state)) {
      state = next;
      listener.changed(next);
    }
  }

  private void disconnect() {
    OpenLedger ledger = open;
    open = null;
    resumed = false;
    if (ledger != null) {
      ledger.close();
    }
  }

  /** Ends a poll of another thread. */
  void wakeUp() {
    log.wakeUp();
  }

  /** Gives connection and consumer back; no step may follow. */
  void close(SinkState last) {
    disconnect();
    log.close();
    change(last);
  }
}
