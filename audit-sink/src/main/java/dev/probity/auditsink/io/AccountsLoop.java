// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.io;

import dev.probity.auditsink.LedgerException;
import dev.probity.auditsink.flow.FlowAccounts;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Strikes the balance of every hop, at its leisure: it looks at what the readers have committed,
 * lets sink and projector pass what was written until then, and only then counts. Nothing waits on
 * it.
 */
final class AccountsLoop implements Runnable {
  private static final System.Logger LOG = System.getLogger(AccountsLoop.class.getName());
  private static final Duration SILENCE = Duration.ofSeconds(20);
  private static final Duration PERIOD = Duration.ofSeconds(2);
  private static final String POSITIONS =
      """
      SELECT o.topic, o.part, o.next, t.size FROM ledger.sink_offset o, ledger.tree t\
      """;

  private final KafkaProgress progress;
  private final PostgresAccess writer;
  private final FlowAccounts accounts;
  private final LedgerGrowth growth;
  private final FlowMeters meters;
  private KafkaProgress.@Nullable Look look;
  private long recordedAt = Long.MAX_VALUE;
  private boolean failing;

  AccountsLoop(
      KafkaProgress progress,
      PostgresAccess writer,
      FlowAccounts accounts,
      LedgerGrowth growth,
      FlowMeters meters) {
    this.progress = progress;
    this.writer = writer;
    this.accounts = accounts;
    this.growth = growth;
    this.meters = meters;
  }

  @Override
  public void run() {
    try {
      growth.awaitOpened();
      while (!growth.isClosed()) {
        session();
        growth.awaitClosed(PERIOD);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void session() throws InterruptedException {
    try (Connection connection = writer.open(SILENCE)) {
      connection.setAutoCommit(false);
      while (!growth.isClosed()) {
        step(connection);
        failing = false;
        growth.awaitClosed(PERIOD);
      }
    } catch (SQLException e) {
      failed("the database failed with SQLSTATE " + e.getSQLState());
    } catch (LedgerException | KafkaException e) {
      failed(String.valueOf(e.getMessage()));
    }
  }

  /** One turn: looks, or waits for what was seen to be recorded, or counts. */
  void step(Connection connection) throws InterruptedException {
    KafkaProgress.Look seen = look;
    if (seen == null) {
      look = progress.look();
      return;
    }
    if (recordedAt == Long.MAX_VALUE) {
      recordedAt = sizeWhenPast(connection, seen.ends());
    }
    if (accounts.next() >= recordedAt) {
      meters.struck(accounts.balances(seen.done()));
      look = progress.look();
      recordedAt = Long.MAX_VALUE;
    }
  }

  /** Size of a ledger that holds everything below these ends; the largest number until it does. */
  private static long sizeWhenPast(Connection connection, Map<TopicPartition, Long> ends) {
    return Transaction.run(
        connection,
        "asking for the sink's positions",
        open -> {
          Map<TopicPartition, Long> taken = new HashMap<>();
          long size = 0;
          try (PreparedStatement select = open.prepareStatement(POSITIONS);
              ResultSet row = select.executeQuery()) {
            while (row.next()) {
              taken.put(new TopicPartition(row.getString(1), row.getInt(2)), row.getLong(3));
              size = row.getLong(4);
            }
          }
          for (Map.Entry<TopicPartition, Long> end : ends.entrySet()) {
            if (taken.getOrDefault(end.getKey(), 0L) < end.getValue()) {
              return Long.MAX_VALUE;
            }
          }
          return size;
        });
  }

  private void failed(String reason) {
    if (!failing) {
      failing = true;
      LOG.log(System.Logger.Level.WARNING, "accounting pauses; reason={0}", reason);
    }
  }
}
