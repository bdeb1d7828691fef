// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.io;

import dev.probity.auditsink.LedgerException;
import dev.probity.auditsink.entry.Commitments;
import dev.probity.auditsink.entry.Entry;
import dev.probity.auditsink.io.BodyArchive.Archived;
import dev.probity.auditsink.note.Checkpoint;
import dev.probity.auditsink.note.Policy;
import dev.probity.auditsink.tiles.EntryBundle;
import dev.probity.auditsink.tiles.TileFiles;
import dev.probity.auditsink.tiles.TilePath;
import dev.probity.auditsink.tree.LogTree;
import dev.probity.auditsink.tree.Tile;
import dev.probity.auditsink.tree.TreeHasher;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Brings a database that was restored from an older copy to the head of an export, byte for byte:
 * entries from the tiles, bodies from the archive, positions and tree from the entries. One
 * transaction, which commits only if the tree that results is the one that was signed.
 */
public final class Refill {
  private static final Duration SILENCE = Duration.ofMinutes(10);

  private final Connection connection;
  private final ObjectStore tiles;
  private final BodyArchive bodies;
  private final TreeHasher hasher = new TreeHasher();
  private final Commitments commitments = new Commitments();

  private Refill(Connection connection, ObjectStore tiles, ObjectStore bodies) {
    this.connection = connection;
    this.tiles = tiles;
    this.bodies = new BodyArchive(bodies);
  }

  /** What became of a refill. */
  public sealed interface Result {
    /**
     * The database is at the exported head now.
     *
     * @param from entries it had
     * @param size entries it has
     */
    record Refilled(long from, long size) implements Result {}

    /**
     * Nothing was written.
     *
     * @param reason what does not fit
     */
    record Refused(String reason) implements Result {}
  }

  /**
   * Refills the ledger while no sink appends; one that tries waits for the lock.
   *
   * @param writer the sink's login
   * @param policy who may sign heads of this log
   * @param tiles where {@code audit export --tiles} wrote the log
   * @param bodies where its {@code --archive} wrote the bodies
   */
  public static Result run(
      PostgresAccess writer, Policy policy, ObjectStore tiles, ObjectStore bodies)
      throws IOException {
    try (Connection connection = writer.open(SILENCE)) {
      connection.setAutoCommit(false);
      Refill refill = new Refill(connection, tiles, bodies);
      Checkpoint head = refill.head(policy);
      return Transaction.run(connection, "refilling", open -> refill.to(head));
    } catch (SQLException e) {
      throw new IOException("the ledger at " + writer.url() + " cannot be written", e);
    } catch (IllegalArgumentException | LedgerException e) {
      return new Result.Refused(String.valueOf(e.getMessage()));
    }
  }

  private Checkpoint head(Policy policy) {
    byte[] note = tiles.read(TileFiles.CHECKPOINT);
    if (note == null) {
      throw new IllegalArgumentException("the tiles have no file named checkpoint");
    }
    return policy.open(note).checkpoint();
  }

  private Result to(Checkpoint head) throws SQLException {
    BatchStatements.Head stored = BatchStatements.lockTree(connection);
    long from = stored.size();
    if (from >= head.size()) {
      throw new LedgerException(
          "the database has %d entries, the export %d. Maybe take a newer export"
              .formatted(from, head.size()));
    }
    LogTree tree = TreeLoader.load(connection, from, stored.frontier(), hasher);
    RefillRows rows = new RefillRows(connection, bodies.topicIds(), from, stored.lastAppendTime());
    for (TilePath path : TilePath.ofLevel(TilePath.ENTRIES, head.size())) {
      if (path.index() * Tile.WIDTH + path.width() > from) {
        take(path, tree, rows);
      }
    }
    if (!tree.root().equals(head.root())) {
      throw new LedgerException(
          "the database is not an older copy of this log: filled up, its root is another one");
    }
    rows.finish(tree);
    return new Result.Refilled(from, tree.size());
  }

  private void take(TilePath path, LogTree tree, RefillRows rows) throws SQLException {
    byte[] file = tiles.read(path.toString());
    EntryBundle.Parsed parsed =
        file == null
            ? new EntryBundle.Parsed(List.of(), "is not there")
            : EntryBundle.parse(file, path.width());
    if (!parsed.fault().isEmpty()) {
      throw new LedgerException(path + ": " + parsed.fault());
    }
    List<@Nullable Archived> archived = bodies.read(path);
    for (int i = 0; i < path.width(); i++) {
      Entry entry = parsed.entries().get(i);
      if (path.index() * Tile.WIDTH + i >= tree.size()) {
        byte[] bytes = entry.toBytes();
        byte[] leaf = hasher.leaf(bytes);
        if (entry.idx() != tree.size()) {
          throw new LedgerException("entry " + entry.idx() + " stands at " + tree.size());
        }
        tree.append(leaf);
        rows.add(entry, bytes, leaf, sound(archived.get(i), entry));
      }
    }
    rows.flush(tree.takeFinished());
  }

  private @Nullable Archived sound(@Nullable Archived body, Entry entry) {
    if (body != null && !entry.bodyDigest().matches(commitments.bodyDigest(body.stored()), 0)) {
      throw new LedgerException("the archived body of entry " + entry.idx() + " was changed");
    }
    return body;
  }
}
