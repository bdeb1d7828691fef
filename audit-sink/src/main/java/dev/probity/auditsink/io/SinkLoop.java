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
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.WakeupException;

/**
 * The sink's one thread: poll outside any transaction, append in one, advance only when it is
 * committed. Whatever fails, it asks the ledger where it stands and goes on from there.
 */
final class SinkLoop implements Runnable {
  static final String DIED = "the sink's thread died of a bug";
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
  private final InstantSource clock;
  private final RandomGenerator random;
  private final SinkListener listener;
  private final CountDownLatch closing = new CountDownLatch(1);

  private volatile SinkState state = SinkState.STARTING;
  private volatile long lastTurn;
  private int attempt;
  private long lookedAt;
  private long kafkaSeenAt;
  private long advisedAt;
  private Map<Source, Cursor> duplicateAt = Map.of();

  SinkLoop(
      LogReader log,
      TopicLookup topics,
      LedgerOpener opener,
      InstantSource clock,
      RandomGenerator random,
      SinkListener listener) {
    this.log = log;
    this.topics = topics;
    this.opener = opener;
    this.clock = clock;
    this.random = random;
    this.listener = listener;
    this.lastTurn = clock.millis();
    this.kafkaSeenAt = clock.millis();
  }

  SinkState state() {
    return state;
  }

  /** How long ago the thread last showed that it lives. */
  Duration sinceLastTurn() {
    return Duration.ofMillis(Math.max(0, clock.millis() - lastTurn));
  }

  @Override
  public void run() {
    try {
      while (open()) {
        session();
      }
    } finally {
      log.close();
      change(
          open()
              ? new SinkState(SinkState.Phase.FATAL, DIED)
              : new SinkState(SinkState.Phase.STOPPED, "asked to stop"));
    }
  }

  private boolean open() {
    lastTurn = clock.millis();
    return closing.getCount() > 0;
  }

  /** From one connection to its end; what ended it decides what comes next. */
  private void session() {
    try (OpenLedger ledger = opener.open()) {
      resume(ledger);
      while (open()) {
        turn(ledger);
      }
    } catch (LedgerException e) {
      react(e);
    } catch (WakeupException e) {
      closing.countDown();
    } catch (KafkaException e) {
      outage("Kafka: " + e.getClass().getSimpleName(), FAST);
    }
  }

  private void resume(OpenLedger ledger) {
    ledger.maintain(clock.millis());
    resume(ledger, topics.partitions());
  }

  private void resume(OpenLedger ledger, Map<Source, String> partitions) {
    log.resume(partitions, ledger);
    lookedAt = clock.millis();
    kafkaSeenAt = lookedAt;
    Map<Source, PartitionIncident> incidents = log.incidents();
    change(
        incidents.isEmpty()
            ? SinkState.RUNNING
            : new SinkState(SinkState.Phase.FATAL, "not read: " + incidents));
  }

  private void turn(OpenLedger ledger) {
    Draft draft = log.poll(POLL);
    if (draft != null) {
      append(ledger, draft);
    }
    if (clock.millis() - lookedAt > LOOK_AGAIN.toMillis()) {
      lookAgain(ledger);
    }
  }

  private void append(OpenLedger ledger, Draft draft) {
    long now = clock.millis();
    switch (ledger.append(draft, now)) {
      case AppendResult.Appended done -> {
        log.advance(draft);
        attempt = 0;
        listener.appended(draft, done.size(), now);
        log.lag().forEach(listener::lag);
        advise(now);
      }
      case AppendResult.Fenced fenced -> {
        listener.fenced();
        change(new SinkState(SinkState.Phase.STANDBY, "standby: another writer appends"));
        await(STANDBY_WAIT);
        resume(ledger);
      }
    }
  }

  /** Tells the broker for its lag display only; the ledger's positions are the authority. */
  private void advise(long now) {
    if (now - advisedAt > ADVISE.toMillis()) {
      advisedAt = now;
      log.advise();
    }
  }

  /** Now and then: months ahead, partitions added at run time, whether the broker answers. */
  private void lookAgain(OpenLedger ledger) {
    lookedAt = clock.millis();
    ledger.maintain(lookedAt);
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

  private void react(LedgerException failure) {
    String reason = String.valueOf(failure.getMessage());
    switch (failure.faultClass()) {
      case RETRY -> {
        listener.retried(failure.sqlState());
        outage("Postgres: " + reason, FAST);
      }
      case RETRY_SLOWLY -> {
        listener.retried(failure.sqlState());
        outage("Postgres: disk full, resumes by itself when space is freed", SLOW);
      }
      case FENCED -> {
        listener.fenced();
        Map<Source, Cursor> here = log.cursors();
        if (here.equals(duplicateAt)) {
          fatal("DUPLICATE_POSITION: " + reason);
        }
        duplicateAt = here;
      }
      case FATAL -> fatal(reason);
    }
  }

  private void outage(String reason, Backoff backoff) {
    change(new SinkState(SinkState.Phase.OUTAGE, reason));
    attempt++;
    await(backoff.wait(attempt, random));
  }

  /** Stops consuming and stays up, so that somebody can read why. */
  private void fatal(String reason) {
    change(new SinkState(SinkState.Phase.FATAL, reason));
    while (open()) {
      await(LOOK_AGAIN);
    }
  }

  private void await(Duration time) {
    try {
      if (closing.await(time.toMillis(), TimeUnit.MILLISECONDS)) {
        lastTurn = clock.millis();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      closing.countDown();
    }
  }

  private void change(SinkState next) {
    if (!next.equals(state)) {
      state = next;
      listener.changed(next);
    }
  }

  /** Asks the loop to end after the transaction it is in. */
  void close() {
    closing.countDown();
    log.wakeUp();
  }
}
