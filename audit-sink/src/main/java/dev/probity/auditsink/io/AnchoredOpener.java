// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.io;

import dev.probity.auditsink.LedgerException;
import dev.probity.auditsink.note.Checkpoint;
import dev.probity.auditsink.sign.Continuation;
import dev.probity.auditsink.tree.Frontier;
import dev.probity.auditsink.tree.TiledNodes;
import dev.probity.auditsink.tree.TreeHasher;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Opens the ledger only if it continues the head that was published last. A database restored from
 * an older copy would otherwise take the same records in again under other numbers, and its heads
 * would contradict those that others hold: a fork nobody declared.
 */
final class AnchoredOpener implements LedgerOpener {
  private static final Duration SILENCE = Duration.ofSeconds(20);

  private final LedgerOpener inner;
  private final PostgresAccess writer;
  private final PublishedHeads published;
  private final @Nullable Long abandoned;
  private final Epochs epochs;
  private boolean opened;

  /** Is told that the log goes on from an earlier size, and returns when that is on record. */
  @FunctionalInterface
  interface Epochs {
    /**
     * A new epoch begins.
     *
     * @param left the head that is given up
     * @param size entries it goes on from
     */
    void open(Checkpoint left, long size);
  }

  /**
   * An opener that compares.
   *
   * @param writer for the comparison
   * @param abandoned size of a published head that the operator gives up; null when none is
   */
  AnchoredOpener(
      LedgerOpener inner,
      PostgresAccess writer,
      PublishedHeads published,
      @Nullable Long abandoned,
      Epochs epochs) {
    this.inner = inner;
    this.writer = writer;
    this.published = published;
    this.abandoned = abandoned;
    this.epochs = epochs;
  }

  @Override
  public OpenLedger open() {
    // First the head, then the ledger: it only grows, so the other order could not be judged.
    Checkpoint head = published.newest();
    OpenLedger ledger = inner.open();
    boolean sound = false;
    try {
      if (head != null) {
        judge(head);
      }
      sound = true;
      return ledger;
    } finally {
      if (!sound) {
        ledger.close();
      }
    }
  }

  private void judge(Checkpoint head) {
    switch (compare(head)) {
      case Continuation.Continues same -> {}
      case Continuation.Behind behind -> depart(head, behind, "LEDGER_BEHIND", "ends before it");
      case Continuation.Forked forked -> depart(head, forked, "LEDGER_FORKED", "contradicts it");
    }
  }

  private Continuation compare(Checkpoint head) {
    try (Connection connection = writer.open(SILENCE)) {
      connection.setAutoCommit(false);
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      return Transaction.run(
          connection,
          "comparing with the published head",
          open -> {
            BatchStatements.Head stored = BatchStatements.readTree(open);
            Frontier frontier = Frontier.of(stored.size(), stored.frontier());
            TiledNodes nodes = new TiledNodes(new TreeHasher(), new StoredTiles(open));
            return Continuation.of(frontier, head, nodes);
          });
    } catch (SQLException e) {
      throw Transaction.failure("connecting as " + writer, e);
    } catch (IllegalArgumentException e) {
      throw new LedgerException("malformed frontier: " + e.getMessage());
    }
  }

  private void depart(Checkpoint head, Continuation how, String code, String what) {
    if (abandoned != null && abandoned == head.size()) {
      if (!opened) {
        epochs.open(head, how.size());
        opened = true;
      }
      return;
    }
    throw new LedgerException(
        """
        %s: the head of %d entries that was published last is signed, and this database of %d \
        entries %s. Maybe it was restored from an older copy: refill it with "probity audit \
        refill" from an export, or restore a newer copy, and start again. If neither exists, \
        probity.audit.abandon-head=%d goes on from here and records epoch.opened\
        """
            .formatted(code, head.size(), how.size(), what, head.size()));
  }
}
