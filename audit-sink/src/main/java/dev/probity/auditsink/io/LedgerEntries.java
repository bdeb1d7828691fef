// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.io;

import dev.probity.auditsink.LedgerException;
import dev.probity.auditsink.entry.Entry;
import dev.probity.auditsink.proof.EntryProof;
import dev.probity.auditsink.tree.ConsistencyProof;
import dev.probity.auditsink.tree.InclusionProof;
import dev.probity.auditsink.tree.TiledNodes;
import dev.probity.auditsink.tree.TreeHasher;
import dev.probity.auditsink.verify.EntryColumns;
import dev.probity.auditsink.witness.AddCheckpoint;
import dev.probity.topics.value.Bytes;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Single entries and heads as a stranger may see them: no body is read. Over one connection of the
 * reader, used by one thread.
 */
public final class LedgerEntries implements AutoCloseable {
  private static final Duration SILENCE = Duration.ofSeconds(20);
  private static final String NEIGHBOURS =
      """
      SELECT (SELECT max(size) FROM ledger.checkpoint WHERE size < ?),
        (SELECT min(size) FROM ledger.checkpoint WHERE size > ?)\
      """;
  private static final String HEAD =
      "SELECT " + SignedHeads.NOTE + " FROM ledger.checkpoint c WHERE c.size = ?";
  private static final String BODY = "SELECT count(*) FROM ledger.body WHERE idx = ?";

  private final Connection connection;
  private final TreeHasher hasher = new TreeHasher();
  private final TiledNodes nodes;

  private LedgerEntries(Connection connection) {
    this.connection = connection;
    this.nodes = new TiledNodes(hasher, new StoredTiles(connection));
  }

  /** Connects as a login that may see whether a body is there. */
  public static LedgerEntries connect(PostgresAccess reader) throws IOException {
    try {
      Connection connection = reader.openAs(LedgerSchema.BODY_READER, SILENCE);
      connection.setAutoCommit(false);
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      connection.setReadOnly(true);
      return new LedgerEntries(connection);
    } catch (SQLException e) {
      throw new IOException("the ledger at " + reader.url() + " cannot be read", e);
    }
  }

  /**
   * An entry as it stands.
   *
   * @param entry the entry
   * @param body whether its record is still stored
   * @param signed size of the strongest head over it, 0 when none is signed yet
   */
  public record Found(Entry entry, boolean body, long signed) {}

  /** The entry at an idx; null when the ledger holds none there. */
  public @Nullable Found find(long idx) {
    Found[] found = new Found[1];
    Transaction.run(
        connection,
        "looking an entry up",
        open -> {
          Entry entry = entry(open, idx);
          if (entry != null) {
            SignedHeads.Head head = SignedHeads.strongest(open, idx);
            found[0] = new Found(entry, body(open, idx), head == null ? 0 : head.size());
          }
          return idx;
        });
    return found[0];
  }

  private static @Nullable Entry entry(Connection open, long idx) {
    RowStream rows = RowStream.entries(open, idx, idx + 1);
    if (!rows.hasNext()) {
      return null;
    }
    EntryColumns columns = rows.next().columns();
    if (rows.hasNext()) {
      throw new LedgerException("idx " + idx + " is there twice. Maybe: probity audit verify");
    }
    return columns == null ? null : columns.entry();
  }

  private static boolean body(Connection open, long idx) throws SQLException {
    try (PreparedStatement select = open.prepareStatement(BODY)) {
      select.setLong(1, idx);
      try (ResultSet row = select.executeQuery()) {
        row.next();
        return row.getLong(1) > 0;
      }
    }
  }

  /** What came of a request for a proof. */
  public sealed interface Result {
    /**
     * A file.
     *
     * @param file its bytes
     * @param size entries under the head it holds against
     */
    record Made(Bytes file, long size) implements Result {}

    /** The ledger holds no such entry. */
    record Unknown() implements Result {}

    /** The entry lies above the newest signed head; in a few seconds it will not. */
    record NotSignedYet() implements Result {}

    /**
     * No head of this size was signed.
     *
     * @param size the size asked for
     * @param below the signed size before it, 0 when none
     * @param above the signed size behind it, 0 when none
     */
    record NoSuchHead(long size, long below, long above) implements Result {}
  }

  /** Proves that the entry at an idx is in the log: a file of {@link EntryProof}. */
  public Result inclusion(long idx) {
    return Transaction.run(
        connection,
        "proving an entry",
        open -> {
          Entry entry = entry(open, idx);
          SignedHeads.Head head = entry == null ? null : SignedHeads.strongest(open, idx);
          if (entry == null) {
            return new Result.Unknown();
          }
          if (head == null) {
            return new Result.NotSignedYet();
          }
          long size = head.size();
          InclusionProof proof = InclusionProof.of(idx, size, nodes.at(size), hasher);
          EntryProof file = EntryProof.of(entry, proof.path(), Bytes.copyOf(head.note()));
          return new Result.Made(Bytes.copyOf(file.toBytes()), size);
        });
  }

  /**
   * Proves that the head of one size extends that of an earlier one: a file of {@link
   * AddCheckpoint}.
   *
   * @param from size of the earlier head, which was signed
   * @param to size of the later head, which was signed
   */
  public Result consistency(long from, long to) {
    if (from < 0 || from > to) {
      throw new IllegalArgumentException("a proof from size " + from + " to " + to);
    }
    return Transaction.run(
        connection,
        "proving consistency",
        open -> {
          byte[] later = head(open, to);
          if (later == null || head(open, from) == null) {
            return neighbours(open, later == null ? to : from);
          }
          ConsistencyProof proof = ConsistencyProof.of(from, to, nodes.at(to), hasher);
          AddCheckpoint file = new AddCheckpoint(from, proof.path(), Bytes.copyOf(later));
          return new Result.Made(Bytes.copyOf(file.toBytes()), to);
        });
  }

  /** The newest signed head, null before the first. */
  public @Nullable Bytes newestHead() {
    Bytes[] found = new Bytes[1];
    Transaction.run(
        connection,
        "reading the newest head",
        open -> {
          SignedHeads.Head head = SignedHeads.newest(open);
          found[0] = head == null ? null : Bytes.copyOf(head.note());
          return open;
        });
    return found[0];
  }

  private static byte @Nullable [] head(Connection open, long size) throws SQLException {
    try (PreparedStatement select = open.prepareStatement(HEAD)) {
      select.setLong(1, size);
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? row.getBytes(1) : null;
      }
    }
  }

  private static Result neighbours(Connection open, long size) throws SQLException {
    try (PreparedStatement select = open.prepareStatement(NEIGHBOURS)) {
      select.setLong(1, size);
      select.setLong(2, size);
      try (ResultSet row = select.executeQuery()) {
        row.next();
        return new Result.NoSuchHead(size, row.getLong(1), row.getLong(2));
      }
    }
  }

  @Override
  public void close() {
    Transaction.closeQuietly(connection);
  }
}
