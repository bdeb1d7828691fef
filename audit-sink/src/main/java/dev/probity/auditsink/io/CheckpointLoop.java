// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.io;

import dev.probity.auditsink.LedgerException;
import dev.probity.auditsink.note.Checkpoint;
import dev.probity.auditsink.note.SignedNote;
import dev.probity.auditsink.sign.LogKeys;
import dev.probity.auditsink.sign.SigningResult;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * Signs the tree every so many entries or seconds if it grew, outside the sink's transactions, and
 * publishes what it signed. What was kept but not published before a crash is published again.
 */
final class CheckpointLoop implements Runnable {
  private static final System.Logger LOG = System.getLogger(CheckpointLoop.class.getName());
  private static final Duration SILENCE = Duration.ofSeconds(20);
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(2);

  private final PostgresAccess writer;
  private final LogKeys keys;
  private final CheckpointPublisher publisher;
  private final LedgerGrowth growth;
  private final CheckpointRhythm rhythm;
  private final InstantSource clock;
  private volatile @Nullable String refusal;
  private volatile long lastSignedAt;
  private volatile long lastSignedSize;
  private boolean failing;

  /**
   * How often.
   *
   * @param interval at most this long after growing
   * @param rows at most this many entries apart
   */
  record CheckpointRhythm(Duration interval, long rows) {}

  CheckpointLoop(
      PostgresAccess writer,
      LogKeys keys,
      CheckpointPublisher publisher,
      LedgerGrowth growth,
      CheckpointRhythm rhythm,
      InstantSource clock) {
    this.writer = writer;
    this.keys = keys;
    this.publisher = publisher;
    this.growth = growth;
    this.rhythm = rhythm;
    this.clock = clock;
  }

  /** Why nothing is signed any more, or null. */
  @Nullable String refusal() {
    return refusal;
  }

  /** When a head was signed last, milliseconds since 1970; 0 before the first. */
  long lastSignedAt() {
    return lastSignedAt;
  }

  /** Entries under the last signed head. */
  long lastSignedSize() {
    return lastSignedSize;
  }

  @Override
  public void run() {
    try {
      growth.awaitOpened();
      while (!growth.isClosed()) {
        session();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void session() throws InterruptedException {
    try (CheckpointStore store = new CheckpointStore(writer.open(SILENCE), keys)) {
      boolean last;
      do {
        last = growth.isClosed();
        step(store);
        if (!last) {
          growth.await(lastSignedSize + rhythm.rows(), rhythm.interval());
        }
      } while (!last);
    } catch (SQLException e) {
      failed("connecting failed with SQLSTATE " + e.getSQLState());
    } catch (LedgerException | KafkaException e) {
      failed(String.valueOf(e.getMessage()));
    }
  }

  private void failed(String reason) throws InterruptedException {
    if (!failing) {
      failing = true;
      LOG.log(System.Logger.Level.WARNING, "signing pauses; reason={0}", reason);
    }
    growth.awaitClosed(AFTER_FAILURE);
  }

  /** Signs once if the tree grew, then publishes what is not published yet. */
  private void step(CheckpointStore store) throws InterruptedException {
    switch (store.sign(lastSignedSize)) {
      case SigningResult.Signed signed -> {
        lastSignedAt = clock.millis();
        lastSignedSize = signed.checkpoint().size();
        refusal = null;
      }
      case SigningResult.NotGrown same -> refusal = null;
      case SigningResult.Refused refused -> refuse(refused.reason());
    }
    for (SignedNote note : store.pending()) {
      Checkpoint checkpoint = Checkpoint.parse(note.text());
      publisher.publish(checkpoint, note);
      store.published(checkpoint.size());
    }
    failing = false;
  }

  private void refuse(String reason) {
    if (!reason.equals(refusal)) {
      LOG.log(System.Logger.Level.ERROR, "nothing is signed any more; reason={0}", reason);
    }
    refusal = reason;
  }
}
