// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.io;

import dev.probity.auditsink.LedgerException;
import dev.probity.topics.record.AuditEntry;
import dev.probity.topics.record.EventType;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * Publishes what the database noted about itself, such as an auditor's reading, so that it becomes
 * a ledger entry like everything else. A row is marked only after the broker's acknowledgement;
 * after a crash between the two it is published again.
 */
final class OutboxLoop implements Runnable {
  private static final System.Logger LOG = System.getLogger(OutboxLoop.class.getName());
  private static final Duration SILENCE = Duration.ofSeconds(20);
  private static final Duration IDLE = Duration.ofSeconds(2);
  private static final int SECONDS = 20;
  private static final String SUBJECT = "candidate";
  private static final String PENDING =
      """
      SELECT o.id, o.event, o.actor, o.at,
        (SELECT array_agg(d.key ORDER BY d.key) FROM jsonb_each_text(o.details) d),
        (SELECT array_agg(coalesce(d.value, 'null') ORDER BY d.key)
          FROM jsonb_each_text(o.details) d)
      FROM ledger.outbox o WHERE NOT o.published ORDER BY o.id LIMIT 100\
      """;

  private final PostgresAccess writer;
  private final String instance;
  private final LedgerGrowth growth;
  private final Function<AuditEntry, CompletableFuture<Void>> publisher;
  private boolean failing;

  /**
   * A loop.
   *
   * @param instance this process, for the record
   * @param publisher ends with the broker's acknowledgement
   */
  OutboxLoop(
      PostgresAccess writer,
      String instance,
      LedgerGrowth growth,
      Function<AuditEntry, CompletableFuture<Void>> publisher) {
    this.writer = writer;
    this.instance = instance;
    this.growth = growth;
    this.publisher = publisher;
  }

  @Override
  public void run() {
    try {
      while (!growth.isClosed()) {
        try (Connection connection = writer.open(SILENCE)) {
          connection.setAutoCommit(false);
          while (!growth.isClosed()) {
            publishPending(connection);
            failing = false;
            growth.awaitClosed(IDLE);
          }
        } catch (SQLException | LedgerException | ExecutionException | TimeoutException e) {
          failed(e);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void failed(Exception cause) throws InterruptedException {
    if (!failing) {
      failing = true;
      String reason = cause.getClass().getSimpleName();
      LOG.log(System.Logger.Level.WARNING, "the outbox waits; reason={0}", reason);
    }
    growth.awaitClosed(IDLE);
  }

  /** Publishes and marks what is pending, at most a hundred; gives how many. */
  int publishPending(Connection connection)
      throws InterruptedException, ExecutionException, TimeoutException {
    Map<Long, AuditEntry> pending =
        Transaction.run(connection, "reading the outbox", this::pending);
    for (Map.Entry<Long, AuditEntry> each : pending.entrySet()) {
      publisher.apply(each.getValue()).get(SECONDS, TimeUnit.SECONDS);
      Transaction.run(connection, "marking the outbox", open -> mark(open, each.getKey()));
    }
    return pending.size();
  }

  private Map<Long, AuditEntry> pending(Connection open) throws SQLException {
    Map<Long, AuditEntry> pending = new LinkedHashMap<>();
    try (PreparedStatement select = open.prepareStatement(PENDING);
        ResultSet row = select.executeQuery()) {
      while (row.next()) {
        pending.put(row.getLong(1), entry(row));
      }
    }
    return pending;
  }

  private AuditEntry entry(ResultSet row) throws SQLException {
    Map<String, String> details = new LinkedHashMap<>();
    details.put("outbox", String.valueOf(row.getLong(1)));
    List<String> names = texts(row, 5);
    List<String> values = texts(row, 6);
    for (int i = 0; i < names.size(); i++) {
      details.put(names.get(i), values.get(i));
    }
    // Whom it is about stands where the ledger looks for it, so that the record is theirs to erase.
    String subject = details.remove(SUBJECT);
    return new AuditEntry(
        EventType.named(row.getString(2)),
        "audit-sink",
        instance,
        row.getString(3),
        row.getTimestamp(4).toInstant(),
        subject,
        null,
        null,
        null,
        Map.of(),
        details,
        null);
  }

  private static List<String> texts(ResultSet row, int column) throws SQLException {
    var array = row.getArray(column);
    return array == null ? new ArrayList<>() : List.of((String[]) array.getArray());
  }

  private static int mark(Connection open, long id) throws SQLException {
    String update = "UPDATE ledger.outbox SET published = true WHERE id = ?";
    try (PreparedStatement statement = open.prepareStatement(update)) {
      statement.setLong(1, id);
      return statement.executeUpdate();
    }
  }
}
