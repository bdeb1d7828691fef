// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.io;

import dev.probity.auditsink.LedgerException;
import dev.probity.auditsink.io.ObjectStore.Kept;
import dev.probity.auditsink.tiles.TileFiles;
import dev.probity.auditsink.tiles.TilePath;
import dev.probity.topics.record.EventType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps an archive of the ledger: tiles, bodies as they are stored, and every head it got to see,
 * the latter locked where the store can. Behind everything else: a store that is away delays
 * nothing; it is recorded, once when it begins and once when it ends.
 */
final class ArchiveLoop implements Runnable {
  private static final System.Logger LOG = System.getLogger(ArchiveLoop.class.getName());
  private static final Duration SILENCE = Duration.ofMinutes(2);

  private final PostgresAccess writer;
  private final ObjectStore store;
  private final LedgerGrowth growth;
  private final Rhythm rhythm;
  private final InstantSource clock;
  private final BiConsumer<EventType, String> record;
  private final BodyArchive bodies;
  private volatile long archived;
  private @Nullable Kept told;
  private @Nullable String failure;
  private byte @Nullable [] done;

  /**
   * How often, and for how long.
   *
   * @param interval between two looks
   * @param retention how long a head is locked
   */
  record Rhythm(Duration interval, Duration retention) {}

  /**
   * A loop.
   *
   * @param record told when the archive fails and when it works again, with the reason
   */
  ArchiveLoop(
      PostgresAccess writer,
      ObjectStore store,
      LedgerGrowth growth,
      Rhythm rhythm,
      InstantSource clock,
      BiConsumer<EventType, String> record) {
    this.writer = writer;
    this.store = store;
    this.growth = growth;
    this.rhythm = rhythm;
    this.clock = clock;
    this.record = record;
    this.bodies = new BodyArchive(store);
  }

  /** Entries that are in the archive. */
  long archived() {
    return archived;
  }

  @Override
  public void run() {
    try {
      growth.awaitOpened();
      while (!growth.isClosed()) {
        attempt();
        growth.awaitClosed(rhythm.interval());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void attempt() {
    try {
      step();
      if (failure != null) {
        failure = null;
        LOG.log(System.Logger.Level.INFO, "the archive goes on");
        record.accept(EventType.ANCHOR_RESTORED, "archive " + store);
      }
    } catch (SQLException e) {
      failed("the database, SQLSTATE " + e.getSQLState());
    } catch (LedgerException | IOException | UncheckedIOException e) {
      failed(String.valueOf(e.getMessage()));
    }
  }

  private void failed(String reason) {
    if (!reason.equals(failure)) {
      failure = reason;
      LOG.log(System.Logger.Level.WARNING, "the archive stands still; reason={0}", reason);
      record.accept(EventType.ANCHOR_FAILED, "archive: " + reason);
    }
  }

  /** Archives up to the newest head; gives its size, 0 when none is signed. */
  long step() throws SQLException, IOException {
    long before = TileExport.size(store);
    if (before > 0 && nothingNew(before)) {
      return before;
    }
    long size = TileExport.write(writer, store).size();
    if (size == 0) {
      return 0;
    }
    try (Connection reading = writer.open(SILENCE);
        Connection opening = writer.openAs(LedgerSchema.PROJECTOR, SILENCE)) {
      opening.setAutoCommit(false);
      opening.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      bodies.bodies(opening, size);
      opening.rollback();
      bodies.topics(reading);
    }
    byte[] head = store.read(TileFiles.CHECKPOINT);
    if (head == null) {
      throw new IOException(store + " lost the head that was just written");
    }
    Kept kept = ArchivedHeads.keep(store, size, head, clock.instant().plus(rhythm.retention()));
    tell(kept);
    clear(before, size);
    archived = size;
    done = head;
    return size;
  }

  /** An idle ledger's unfinished files are not written again and again. */
  private boolean nothingNew(long before) throws SQLException {
    byte[] last = done;
    if (last == null) {
      return false;
    }
    try (Connection reading = writer.open(SILENCE)) {
      SignedHeads.Head head = SignedHeads.strongest(reading, before - 1);
      return head != null && Arrays.equals(head.note(), last);
    }
  }

  private void tell(Kept kept) {
    if (kept != told) {
      told = kept;
      LOG.log(
          System.Logger.Level.INFO,
          kept == Kept.LOCKED
              ? "archived heads are locked by the store; place={0}"
              : "archived heads are not locked: this store has no object lock; place={0}",
          store);
    }
  }

  /** Takes away the unfinished files of an earlier size that a later one does not name. */
  private void clear(long before, long size) throws IOException {
    Set<String> named = new HashSet<>(partial(size));
    for (String old : partial(before)) {
      if (!named.contains(old)) {
        store.delete(old);
      }
    }
  }

  private static List<String> partial(long size) {
    List<String> names = new ArrayList<>();
    if (size == 0) {
      return names;
    }
    TilePath entries = TilePath.ofLevel(TilePath.ENTRIES, size).getLast();
    if (entries.partial()) {
      names.add(entries.toString());
      names.add(BodyArchive.name(entries));
    }
    for (int level = 0; size >>> (8 * level) > 0; level++) {
      List<TilePath> paths = TilePath.ofLevel(level, size);
      if (!paths.isEmpty() && paths.getLast().partial()) {
        names.add(paths.getLast().toString());
      }
    }
    return names;
  }
}
