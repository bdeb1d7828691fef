// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.io;

import dev.probity.auditsink.Ledger;
import dev.probity.auditsink.LedgerKit;
import dev.probity.auditsink.verify.LedgerSnapshot;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/** The ledger in Postgres is a ledger: the same kit as in memory, on a durable server. */
class PostgresLedgerIT extends LedgerKit {
  private final TestPostgres postgres = TestPostgres.migrated();
  private final PostgresLedger ledger = postgres.openLedger();
  private final PostgresLedger twin = postgres.openLedger();
  private final List<PostgresSnapshot> snapshots = new ArrayList<>();

  @AfterEach
  void close() {
    snapshots.forEach(PostgresSnapshot::close);
    ledger.close();
    twin.close();
  }

  @Override
  protected Ledger ledger() {
    return ledger;
  }

  @Override
  protected Ledger twin() {
    return twin;
  }

  @Override
  protected LedgerSnapshot snapshot() {
    try {
      PostgresSnapshot snapshot = PostgresSnapshot.open(postgres.reader(), false);
      snapshots.add(snapshot);
      return snapshot;
    } catch (SQLException e) {
      throw new IllegalStateException("no snapshot", e);
    }
  }
}
