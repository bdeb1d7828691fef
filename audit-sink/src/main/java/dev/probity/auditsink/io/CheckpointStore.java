// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.io;

import dev.probity.auditsink.LedgerException;
import dev.probity.auditsink.note.Checkpoint;
import dev.probity.auditsink.note.NoteSigner;
import dev.probity.auditsink.note.SignedNote;
import dev.probity.auditsink.sign.CheckpointSigner;
import dev.probity.auditsink.sign.LogKeys;
import dev.probity.auditsink.sign.SigningResult;
import dev.probity.auditsink.tree.Frontier;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Signed heads in Postgres: signing and keeping one is a transaction of its own. */
final class CheckpointStore implements AutoCloseable {
  private final Connection connection;
  private final LogKeys keys;
  private final CheckpointSigner signer;

  /** Uses a connection of the writer, which it closes. */
  CheckpointStore(Connection connection, LogKeys keys) throws SQLException {
    this.connection = connection;
    this.keys = keys;
    this.signer = new CheckpointSigner(keys, new StoredTiles(connection));
    connection.setAutoCommit(false);
    connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
  }

  /** Signs the committed tree if it grew; the note is kept, and marked to be published. */
  SigningResult sign() {
    return sign(0);
  }

  /**
   * The same, unless the tree ends before a size: then it is an older copy of what was signed.
   *
   * @param least entries under the head that this process signed last
   */
  SigningResult sign(long least) {
    return Transaction.run(
        connection,
        "signing",
        open -> {
          BatchStatements.Head head = BatchStatements.readTree(open);
          if (head.size() < least) {
            return new SigningResult.Refused(
                "the tree ends at %d, a head of %d was signed before"
                    .formatted(head.size(), least));
          }
          SigningResult result = signer.sign(frontier(head), last(open));
          if (result instanceof SigningResult.Signed signed) {
            keep(open, signed.checkpoint(), signed.note());
            if (signed.handover()) {
              noteRotation(open, signed.checkpoint().size());
            }
          }
          return result;
        });
  }

  private static Frontier frontier(BatchStatements.Head head) {
    try {
      return Frontier.of(head.size(), head.frontier());
    } catch (IllegalArgumentException e) {
      throw new LedgerException("malformed frontier: " + e.getMessage());
    }
  }

  private static byte @Nullable [] last(Connection open) throws SQLException {
    String query = "SELECT note FROM ledger.checkpoint ORDER BY size DESC LIMIT 1";
    try (PreparedStatement select = open.prepareStatement(query);
        ResultSet row = select.executeQuery()) {
      return row.next() ? row.getBytes(1) : null;
    }
  }

  private static void keep(Connection open, Checkpoint checkpoint, SignedNote note)
      throws SQLException {
    String insert =
        "INSERT INTO ledger.checkpoint (size, note) VALUES (?, ?) ON CONFLICT DO NOTHING";
    try (PreparedStatement statement = open.prepareStatement(insert)) {
      statement.setLong(1, checkpoint.size());
      statement.setBytes(2, note.toBytes());
      statement.executeUpdate();
    }
    String pending =
        "INSERT INTO ledger.anchor (anchor, size, state) VALUES (?, ?, 'pending')"
            + " ON CONFLICT DO NOTHING";
    try (PreparedStatement statement = open.prepareStatement(pending)) {
      statement.setString(1, KafkaCheckpoints.NAME);
      statement.setLong(2, checkpoint.size());
      statement.executeUpdate();
    }
  }

  /** Becomes the entry {@code key.rotated}, because it is kept with the head that hands over. */
  private void noteRotation(Connection open, long size) throws SQLException {
    NoteSigner previous = keys.previous();
    try (PreparedStatement call = open.prepareStatement("SELECT ledger.note_rotation(?, ?, ?)")) {
      call.setString(1, previous == null ? "" : previous.key().toString());
      call.setString(2, keys.current().key().toString());
      call.setLong(3, size);
      call.execute();
    }
  }

  /** Notes that are kept and not published yet, by size. */
  List<SignedNote> pending() {
    return Transaction.run(
        connection,
        "reading unpublished checkpoints",
        open -> {
          String query =
              "SELECT c.note FROM ledger.anchor a JOIN ledger.checkpoint c USING (size)"
                  + " WHERE a.anchor = ? AND a.state = 'pending' ORDER BY c.size LIMIT 100";
          List<SignedNote> notes = new ArrayList<>();
          try (PreparedStatement select = open.prepareStatement(query)) {
            select.setString(1, KafkaCheckpoints.NAME);
            try (ResultSet rows = select.executeQuery()) {
              while (rows.next()) {
                notes.add(SignedNote.parse(rows.getBytes(1)));
              }
            }
          }
          return notes;
        });
  }

  /** The head of this size is published. */
  void published(long size) {
    Transaction.run(
        connection,
        "marking a checkpoint",
        open -> {
          String update = "UPDATE ledger.anchor SET state = 'done' WHERE anchor = ? AND size = ?";
          try (PreparedStatement statement = open.prepareStatement(update)) {
            statement.setString(1, KafkaCheckpoints.NAME);
            statement.setLong(2, size);
            return statement.executeUpdate();
          }
        });
  }

  @Override
  public void close() {
    Transaction.closeQuietly(connection);
  }
}
