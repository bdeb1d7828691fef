// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.io;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.probity.auditsink.LedgerException;
import dev.probity.auditsink.note.SignedNote;
import dev.probity.topics.record.EventType;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Has the newest signed head stamped now and then. Behind the signer and apart from it, as the
 * witness's loop is: an authority that is away delays nothing and is recorded once.
 */
final class TimestampLoop implements Runnable {
  private static final System.Logger LOG = System.getLogger(TimestampLoop.class.getName());
  private static final Duration SILENCE = Duration.ofSeconds(20);
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(60);
  private static final String LAST =
      "SELECT coalesce(max(size), 0) FROM ledger.stamp WHERE authority = ?";
  private static final String KEEP =
      "INSERT INTO ledger.stamp (size, authority, token, stamped_at) VALUES (?, ?, ?, ?)"
          + " ON CONFLICT DO NOTHING";

  private final PostgresAccess writer;
  private final TimestampClient authority;
  private final LedgerGrowth growth;
  private final Duration interval;
  private final BiConsumer<EventType, String> record;
  private @Nullable String failure;

  /**
   * A loop.
   *
   * @param record told when the authority fails and when it works again, with the reason
   */
  TimestampLoop(
      PostgresAccess writer,
      TimestampClient authority,
      LedgerGrowth growth,
      Duration interval,
      BiConsumer<EventType, String> record) {
    this.writer = writer;
    this.authority = authority;
    this.growth = growth;
    this.interval = interval;
    this.record = record;
  }

  @Override
  public void run() {
    try (authority) {
      while (!growth.isClosed()) {
        session();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void session() throws InterruptedException {
    try (Connection connection = writer.open(SILENCE)) {
      connection.setAutoCommit(false);
      boolean stamped = step(connection);
      growth.awaitClosed(stamped ? interval : Duration.ofSeconds(1));
    } catch (SQLException e) {
      failed("the database, SQLSTATE " + e.getSQLState());
    } catch (LedgerException e) {
      failed(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      failed("no time stamp of " + authority.address() + ": " + e.getMessage());
    }
  }

  /** Has the newest head stamped unless it is; whether it did. */
  boolean step(Connection connection) throws IOException, InterruptedException {
    SignedHeads.Head head =
        Transaction.run(connection, "reading the head to stamp", this::unstamped).orElse(null);
    if (head == null) {
      return false;
    }
    byte[] text = SignedNote.parse(head.note()).text().getBytes(UTF_8);
    TimestampClient.Given given = authority.stamp(text);
    Transaction.run(connection, "keeping a stamp", open -> keep(open, head.size(), given));
    if (failure != null) {
      failure = null;
      LOG.log(System.Logger.Level.INFO, "heads are stamped again");
      record.accept(EventType.ANCHOR_RESTORED, "time stamps of " + authority.address());
    }
    return true;
  }

  private Optional<SignedHeads.Head> unstamped(Connection open) throws SQLException {
    SignedHeads.Head newest = SignedHeads.newest(open);
    try (PreparedStatement select = open.prepareStatement(LAST)) {
      select.setString(1, authority.address().toString());
      try (ResultSet row = select.executeQuery()) {
        row.next();
        long stamped = row.getLong(1);
        return Optional.ofNullable(newest).filter(head -> head.size() > stamped);
      }
    }
  }

  private int keep(Connection open, long size, TimestampClient.Given given) throws SQLException {
    try (PreparedStatement insert = open.prepareStatement(KEEP)) {
      insert.setLong(1, size);
      insert.setString(2, authority.address().toString());
      insert.setBytes(3, given.token().toArray());
      insert.setTimestamp(4, Timestamp.from(given.stamp().at()));
      return insert.executeUpdate();
    }
  }

  private void failed(String reason) throws InterruptedException {
    if (!reason.equals(failure)) {
      failure = reason;
      LOG.log(System.Logger.Level.WARNING, "a head is not stamped; reason={0}", reason);
      record.accept(EventType.ANCHOR_FAILED, reason);
    }
    growth.awaitClosed(AFTER_FAILURE);
  }
}
