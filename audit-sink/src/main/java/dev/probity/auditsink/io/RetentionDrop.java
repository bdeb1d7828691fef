// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.io;

import dev.probity.auditsink.note.Policy;
import dev.probity.auditsink.tree.ConsistencyProof;
import dev.probity.auditsink.tree.Frontier;
import dev.probity.auditsink.tree.Hash;
import dev.probity.auditsink.tree.Nodes;
import dev.probity.auditsink.tree.TiledNodes;
import dev.probity.auditsink.tree.TreeHasher;
import dev.probity.auditsink.verify.VerifyReport;
import dev.probity.topics.TopicNames;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/**
 * Drops months of the ledger whose retention is over. Entries, bodies and what was projected of
 * them go; the tiles stay, so that every head ever signed can still be shown to be a prefix of
 * every later one. All conditions are checked by the database in the transaction that drops; this
 * class checks before, that the log was exported and computes what the tree was at the cut.
 */
public final class RetentionDrop {
  private static final Duration SILENCE = Duration.ofMinutes(11);
  private static final String REFUSED = "55000";
  private static final String BOUNDARY =
      "SELECT coalesce(max(idx) + 1, 0) FROM ledger.entry WHERE month < ?";
  private static final String DROP = "SELECT ledger.drop_before(?, ?, ?, ?, ?, ?, ?, ?)";

  private final Connection reader;
  private final TreeHasher hasher = new TreeHasher();

  private RetentionDrop(Connection reader) {
    this.reader = reader;
  }

  /**
   * What is asked for.
   *
   * @param before first day of the first month that is kept
   * @param retention how long entries are kept, in whole days, 184 or more
   * @param tiles where the whole log was exported to
   * @param actor who asks, for the record
   */
  public record Request(LocalDate before, Duration retention, Path tiles, String actor) {}

  /** What came of it. */
  public sealed interface Result {
    /**
     * The months are gone.
     *
     * @param entries entries dropped
     * @param size first idx that is kept
     * @param root root of the tree at this size
     */
    record Dropped(long entries, long size, Hash root) implements Result {}

    /**
     * Nothing was dropped.
     *
     * @param reason the condition that does not hold
     */
    record Refused(String reason) implements Result {}
  }

  /**
   * Drops, or says why not.
   *
   * @param reader the reader's login
   * @param retention the login that may call the drop function
   * @param policy whose signature the exported head must have
   */
  public static Result drop(
      PostgresAccess reader,
      PostgresAccess retention,
      Policy policy,
      TopicNames names,
      Request request)
      throws IOException {
    VerifyReport exported = AuditVerify.tiles(policy, names, ObjectStore.in(request.tiles()));
    if (!exported.sound()) {
      return new Result.Refused("the tiles in " + request.tiles() + ": " + exported.lastLine());
    }
    try (Connection reading = reader.open(SILENCE);
        Connection dropping = retention.open(SILENCE)) {
      reading.setAutoCommit(false);
      dropping.setAutoCommit(false);
      return new RetentionDrop(reading).run(dropping, request, exported);
    } catch (SQLException e) {
      throw new IOException(
          "the ledger at " + reader.url() + " cannot be cut, SQLSTATE " + e.getSQLState(), e);
    }
  }

  private Result run(Connection dropping, Request request, VerifyReport exported)
      throws SQLException {
    long boundary = boundary(request.before());
    if (boundary == 0) {
      return new Result.Refused("there is no entry before " + request.before());
    }
    if (boundary > exported.size()) {
      return new Result.Refused("the tiles end before entry " + (boundary - 1));
    }
    Nodes nodes =
        new TiledNodes(hasher, new StoredTiles(reader)).at(BatchStatements.readTree(reader).size());
    Frontier frontier = frontier(boundary, nodes);
    Hash root = frontier.root(hasher);
    ConsistencyProof proof = ConsistencyProof.of(boundary, exported.size(), nodes, hasher);
    reader.rollback();
    if (!proof.holds(root, exported.root(), hasher)) {
      return new Result.Refused("the stored tiles do not lead to the exported head");
    }
    return drop(dropping, request, exported, frontier, root);
  }

  private long boundary(LocalDate before) throws SQLException {
    try (PreparedStatement select = reader.prepareStatement(BOUNDARY)) {
      select.setObject(1, before);
      try (ResultSet row = select.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    }
  }

  /** Roots of the complete subtrees below the cut, largest first, read from the tiles. */
  private static Frontier frontier(long size, Nodes nodes) {
    List<Hash> roots = new ArrayList<>();
    long from = 0;
    for (long bit = Long.highestOneBit(size); bit > 0; bit >>>= 1) {
      if ((size & bit) != 0) {
        int level = Long.numberOfTrailingZeros(bit);
        roots.add(Hash.of(nodes.node(level, from >>> level)));
        from += bit;
      }
    }
    return new Frontier(size, roots);
  }

  private static Result drop(
      Connection dropping, Request request, VerifyReport exported, Frontier frontier, Hash root)
      throws SQLException {
    try (PreparedStatement call = dropping.prepareStatement(DROP)) {
      call.setObject(1, request.before());
      call.setInt(2, Math.toIntExact(request.retention().toDays()));
      call.setLong(3, frontier.size());
      call.setBytes(4, frontier.toBytes());
      call.setBytes(5, root.toBytes());
      call.setLong(6, exported.size());
      call.setString(7, exported.root().base64());
      call.setString(8, request.actor());
      try (ResultSet row = call.executeQuery()) {
        row.next();
        long entries = row.getLong(1);
        dropping.commit();
        return new Result.Dropped(entries, frontier.size(), root);
      }
    } catch (SQLException e) {
      dropping.rollback();
      if (REFUSED.equals(e.getSQLState())) {
        return new Result.Refused(reason(e));
      }
      throw e;
    }
  }

  private static String reason(SQLException refused) {
    return String.valueOf(refused.getMessage())
        .replaceFirst("^ERROR: ", "")
        .lines()
        .findFirst()
        .orElse("a condition does not hold");
  }
}
