// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.auditsink.AppendResult;
import dev.probity.auditsink.Cursor;
import dev.probity.auditsink.Examples;
import dev.probity.auditsink.FaultClass;
import dev.probity.auditsink.LedgerException;
import dev.probity.auditsink.Position;
import dev.probity.auditsink.sign.SigningResult;
import dev.probity.topics.io.SmallFileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** R7: the ledger on a file system of 64 MB that runs full, and has room again. */
@EnabledIfSystemProperty(
    named = "probity.soak",
    matches = "true",
    disabledReason = "SKIPPED: a full disk needs a mount of its own, under ./probity test --soak")
class DiskFullIT {
  private static final int BATCH = 2_000;
  private static final int MOST_BATCHES = 200;

  @TempDir private Path folder = Path.of("unset");

  @Test
  void aFullDiskLosesNothingSignsNothingWrongAndPassesByItself() throws Exception {
    try (SmallFileSystem small = SmallFileSystem.mount(folder.resolve("small"), 64, 24)) {
      losesNothing(small);
    }
  }

  private static void losesNothing(SmallFileSystem small) throws Exception {
    // Given
    Path space = Files.createDirectory(small.folder().resolve("space"));
    TestPostgres postgres = TestPostgres.migrated();
    TestPostgres installer = TestPostgres.empty();
    installer.tamper("CREATE TABLESPACE small LOCATION '" + space + "'");
    installer.tamper("ALTER DATABASE " + name(postgres) + " SET TABLESPACE small");
    FilledLedger filled = new FilledLedger(postgres);

    // When
    LedgerException full;
    long before;
    try (PostgresLedger ledger = postgres.openLedger()) {
      ledger.begin(Examples.CANDIDATES, "id", 0);
      filled.sign();
      full = assertThrows(LedgerException.class, () -> fill(ledger));
      before = cursor(ledger).nextSeq();
    }

    // Then
    assertEquals("53100", full.sqlState());
    assertEquals(FaultClass.RETRY_SLOWLY, full.faultClass());
    assertTrue(before > 0, "full before the first batch");
    assertEquals(before, filled.verify().size());
    assertEquals(0, filled.verify().exitCode(), filled.verify().findings().toString());

    // And: room again
    small.makeRoom();
    try (PostgresLedger ledger = postgres.openLedger()) {
      Cursor from = cursor(ledger);
      assertEquals(before, from.nextSeq());
      assertInstanceOf(
          AppendResult.Appended.class,
          ledger.append(
              Examples.draft(Examples.CANDIDATES, from, from.next() + BATCH), Examples.NOW));
    }
    assertInstanceOf(SigningResult.Signed.class, filled.sign());
    assertEquals(before + BATCH, filled.verify().size());
    assertEquals(0, filled.verify().exitCode(), filled.verify().findings().toString());
  }

  private static void fill(PostgresLedger ledger) {
    for (int i = 0; i < MOST_BATCHES; i++) {
      Cursor from = cursor(ledger);
      ledger.append(Examples.draft(Examples.CANDIDATES, from, from.next() + BATCH), Examples.NOW);
    }
  }

  private static Cursor cursor(PostgresLedger ledger) {
    Position at = ledger.positions().get(Examples.CANDIDATES);
    return Objects.requireNonNull(at).cursor();
  }

  private static String name(TestPostgres postgres) {
    return postgres.url().substring(postgres.url().lastIndexOf('/') + 1);
  }
}
