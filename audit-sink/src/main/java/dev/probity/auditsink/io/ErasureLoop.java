// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.io;

import dev.probity.auditsink.LedgerException;
import dev.probity.auditsink.vault.Erasure;
import java.sql.SQLException;
import java.time.Duration;

/**
 * Carries out erasures that are due: those a process left in the middle, and those a hold deferred
 * that has ended.
 */
final class ErasureLoop implements Runnable {
  private static final System.Logger LOG = System.getLogger(ErasureLoop.class.getName());
  private static final Duration IDLE = Duration.ofSeconds(15);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final PostgresAccess eraser;
  private final LedgerGrowth growth;
  private boolean failing;

  ErasureLoop(PostgresAccess eraser, LedgerGrowth growth) {
    this.eraser = eraser;
    this.growth = growth;
  }

  @Override
  public void run() {
    try {
      growth.awaitOpened();
      while (!growth.isClosed()) {
        growth.awaitClosed(IDLE);
        turn();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void turn() {
    if (growth.isClosed()) {
      return;
    }
    try (Erasures erasures = Erasures.open(eraser)) {
      runDue(erasures, PATIENCE);
      failing = false;
    } catch (SQLException e) {
      failed("connecting failed with SQLSTATE " + e.getSQLState());
    } catch (LedgerException e) {
      failed(String.valueOf(e.getMessage()));
    }
  }

  /** Runs every erasure that can go on; gives how many there were. */
  static int runDue(Erasures erasures, Duration patience) {
    int due = 0;
    for (Erasure each : erasures.ready()) {
      erasures.run(each.request(), patience);
      due++;
    }
    return due;
  }

  private void failed(String reason) {
    if (!failing) {
      failing = true;
      LOG.log(System.Logger.Level.WARNING, "erasures wait; reason={0}", reason);
    }
  }
}
