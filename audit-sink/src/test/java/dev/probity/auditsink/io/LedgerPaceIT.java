// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

/** What the bench compares with: the same rows in the same tables, and sizes that add up. */
class LedgerPaceIT {
  @Test
  void theCopyHoldsTheSameRowsAndADecisionTakesItsShareOfTheDisk()
      throws IOException, SQLException {
    // Given
    TestPostgres postgres = TestPostgres.migrated();
    FilledLedger ledger = new FilledLedger(postgres);
    Stream stream = new Stream();
    for (int i = 0; i < 50; i++) {
      stream.decided("C-" + i, i % 4);
    }
    ledger.append(stream.prepared(), 100, System.currentTimeMillis());
    TestPostgres beside = TestPostgres.migrated();

    // When
    double rate = LedgerPace.copy(postgres.reader(), beside.writer(), 200);
    LedgerPace.Disk disk = LedgerPace.disk(postgres.reader());

    // Then
    assertTrue(rate > 0);
    assertEquals(checksum(postgres), checksum(beside));
    assertEquals(50, disk.explained());
    assertTrue(disk.share() > .5 && disk.share() < 1, "outcomes are not a decision's rows");
    assertTrue(disk.perDecision() > 0);
    assertTrue(LedgerPace.read(postgres.reader()) > 0);
    assertEquals(200, LedgerPace.entries(postgres.reader(), 1_000).size());
  }

  private static String checksum(TestPostgres postgres) throws SQLException {
    String sql =
        "SELECT count(*) || ' ' || md5(string_agg(e.leaf_hash || b.stored, ''::bytea ORDER BY idx))"
            + " FROM ledger.entry e JOIN ledger.body b USING (month, idx)";
    try (Connection superuser = postgres.superuser();
        Statement statement = superuser.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }
}
