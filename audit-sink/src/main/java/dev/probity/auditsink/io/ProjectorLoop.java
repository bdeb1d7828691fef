// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.io;

import dev.probity.auditsink.LedgerException;
import dev.probity.auditsink.flow.FlowAccounts;
import dev.probity.auditsink.vault.BodyOpener;
import dev.probity.topics.TopicNames;
import java.sql.SQLException;
import java.time.Duration;

/**
 * Follows the ledger with the rows auditors query. Behind the sink and apart from it: when it fails
 * it is late, and nothing else is.
 */
final class ProjectorLoop implements Runnable {
  private static final System.Logger LOG = System.getLogger(ProjectorLoop.class.getName());
  private static final Duration SILENCE = Duration.ofSeconds(20);
  private static final Duration IDLE = Duration.ofSeconds(1);
  private static final Duration GATHER = Duration.ofMillis(250);
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(2);

  private final PostgresAccess writer;
  private final TopicNames names;
  private final BodyOpener opener;
  private final LedgerGrowth growth;
  private final FlowAccounts accounts;
  private volatile long next;
  private boolean failing;

  ProjectorLoop(
      PostgresAccess writer,
      TopicNames names,
      BodyOpener opener,
      LedgerGrowth growth,
      FlowAccounts accounts) {
    this.writer = writer;
    this.names = names;
    this.opener = opener;
    this.growth = growth;
    this.accounts = accounts;
  }

  /** First entry not projected yet. */
  long next() {
    return next;
  }

  @Override
  public void run() {
    try {
      growth.awaitOpened();
      while (!growth.isClosed()) {
        session();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void session() throws InterruptedException {
    try (ProjectionStore store =
        new ProjectionStore(writer.openAs(LedgerSchema.PROJECTOR, SILENCE), names, opener)) {
      accounts.resume(store.standing());
      while (!growth.isClosed()) {
        ProjectionStore.Step step = step(store);
        next = step.next();
        failing = false;
        if (step.entries() == 0) {
          growth.await(next + 1, IDLE);
        } else {
          growth.await(next + ProjectionStore.STEP, GATHER);
        }
      }
    } catch (SQLException e) {
      failed("connecting failed with SQLSTATE " + e.getSQLState());
    } catch (LedgerException e) {
      failed(String.valueOf(e.getMessage()));
    }
  }

  /**
   * Projects what comes next and takes it into the accounts. The projector of a second sink may
   * have been here in between: what it took is in nobody's step here, and is asked for.
   */
  ProjectionStore.Step step(ProjectionStore store) {
    ProjectionStore.Step step = store.step();
    if (step.next() - step.entries() == accounts.next()) {
      accounts.add(step.recorded(), step.next());
    } else {
      accounts.resume(store.standing());
    }
    return step;
  }

  private void failed(String reason) throws InterruptedException {
    if (!failing) {
      failing = true;
      LOG.log(System.Logger.Level.WARNING, "projecting pauses; reason={0}", reason);
    }
    growth.awaitClosed(AFTER_FAILURE);
  }
}
