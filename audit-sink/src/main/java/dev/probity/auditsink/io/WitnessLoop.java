// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.io;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.probity.auditsink.LedgerException;
import dev.probity.auditsink.note.Checkpoint;
import dev.probity.auditsink.note.SignedNote;
import dev.probity.auditsink.tree.ConsistencyProof;
import dev.probity.auditsink.tree.TiledNodes;
import dev.probity.auditsink.tree.TreeHasher;
import dev.probity.auditsink.witness.AddCheckpoint;
import dev.probity.auditsink.witness.WitnessAnswer;
import dev.probity.topics.record.EventType;
import dev.probity.topics.value.Bytes;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Shows every newest signed head to the witness and keeps its cosignature. Behind the signer and
 * apart from it: a witness that is away or refuses delays nothing; it is recorded, once when it
 * begins and once when it ends.
 */
final class WitnessLoop implements Runnable {
  private static final System.Logger LOG = System.getLogger(WitnessLoop.class.getName());
  private static final Duration SILENCE = Duration.ofSeconds(20);
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(5);
  private static final String LAST =
      "SELECT coalesce(max(size), 0) FROM ledger.cosignature WHERE witness = ?";
  private static final String KEEP =
      "INSERT INTO ledger.cosignature (size, witness, line) VALUES (?, ?, ?)"
          + " ON CONFLICT DO NOTHING";

  private final PostgresAccess writer;
  private final WitnessClient witness;
  private final LedgerGrowth growth;
  private final Duration interval;
  private final BiConsumer<EventType, String> record;
  private final TreeHasher hasher = new TreeHasher();
  private volatile long cosigned;
  private @Nullable String failure;

  /**
   * A loop.
   *
   * @param record told when the witness fails and when it works again, with the reason
   */
  WitnessLoop(
      PostgresAccess writer,
      WitnessClient witness,
      LedgerGrowth growth,
      Duration interval,
      BiConsumer<EventType, String> record) {
    this.writer = writer;
    this.witness = witness;
    this.growth = growth;
    this.interval = interval;
    this.record = record;
  }

  /** Entries under the newest cosigned head. */
  long cosigned() {
    return cosigned;
  }

  @Override
  public void run() {
    try (witness) {
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
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      while (!growth.isClosed()) {
        step(connection);
        growth.awaitClosed(interval);
      }
    } catch (SQLException e) {
      failed("the database, SQLSTATE " + e.getSQLState());
    } catch (LedgerException e) {
      failed(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      failed("the witness is away: " + e.getClass().getSimpleName());
    }
  }

  /** Shows the newest head once; gives what the witness said, null when there was nothing new. */
  @Nullable WitnessAnswer step(Connection connection) throws IOException, InterruptedException {
    Head head = Transaction.run(connection, "reading the newest head", this::newest).orElse(null);
    if (head == null || head.checkpoint().size() <= head.cosigned()) {
      return null;
    }
    WitnessAnswer answer = show(connection, head, head.cosigned());
    if (answer instanceof WitnessAnswer.Conflict(long size) && size <= head.checkpoint().size()) {
      answer = show(connection, head, size);
    }
    switch (answer) {
      case WitnessAnswer.Cosigned given -> keep(connection, given);
      case WitnessAnswer.Conflict ahead ->
          failed("the witness has seen a head of " + ahead.size() + ": this ledger went back");
      case WitnessAnswer.Refused refused -> failed("the witness refuses: " + refused.words());
    }
    return answer;
  }

  private record Head(Checkpoint checkpoint, Bytes note, long cosigned) {}

  private Optional<Head> newest(Connection open) throws SQLException {
    SignedHeads.Head newest = SignedHeads.newest(open);
    if (newest == null) {
      return Optional.empty();
    }
    SignedNote note = SignedNote.parse(newest.note());
    try (PreparedStatement select = open.prepareStatement(LAST)) {
      select.setString(1, witness.key().name());
      try (ResultSet row = select.executeQuery()) {
        row.next();
        cosigned = row.getLong(1);
      }
    }
    return Optional.of(
        new Head(Checkpoint.parse(note.text()), Bytes.copyOf(newest.note()), cosigned));
  }

  private WitnessAnswer show(Connection connection, Head head, long from)
      throws IOException, InterruptedException {
    long size = head.checkpoint().size();
    ConsistencyProof proof =
        Transaction.run(
            connection,
            "proving consistency to a witness",
            open -> {
              TiledNodes nodes = new TiledNodes(hasher, new StoredTiles(open));
              return ConsistencyProof.of(from, size, nodes.at(size), hasher);
            });
    return witness.add(new AddCheckpoint(from, proof.path(), head.note()), head.checkpoint());
  }

  private void keep(Connection connection, WitnessAnswer.Cosigned given) {
    Transaction.run(
        connection,
        "keeping a cosignature",
        open -> {
          try (PreparedStatement insert = open.prepareStatement(KEEP)) {
            insert.setLong(1, given.checkpoint().size());
            insert.setString(2, given.line().name());
            insert.setBytes(3, given.line().render().getBytes(UTF_8));
            return insert.executeUpdate();
          }
        });
    cosigned = given.checkpoint().size();
    if (failure != null) {
      failure = null;
      LOG.log(System.Logger.Level.INFO, "the witness cosigns again");
      record.accept(EventType.ANCHOR_RESTORED, "witness " + witness.key().name());
    }
  }

  private void failed(String reason) throws InterruptedException {
    if (!reason.equals(failure)) {
      failure = reason;
      LOG.log(System.Logger.Level.WARNING, "a head is not cosigned; reason={0}", reason);
      record.accept(EventType.ANCHOR_FAILED, reason);
    }
    growth.awaitClosed(AFTER_FAILURE);
  }
}
