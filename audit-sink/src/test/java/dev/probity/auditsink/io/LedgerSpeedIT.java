// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.io;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.auditsink.entry.Prepared;
import dev.probity.auditsink.verify.VerifyReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/**
 * How fast the ledger is with records as the processors write them: measured and written to {@code
 * target/ledger-speed.txt}. The floor is far below the aim, because a shared machine must not make
 * a build fail.
 */
class LedgerSpeedIT {
  private static final int CANDIDATES = Integer.getInteger("probity.ledger.candidates", 2_500);
  private static final int ROWS_PER_TRANSACTION = Integer.getInteger("probity.ledger.batch", 2_000);
  private static final int FLOOR = 500;

  private final TestPostgres postgres = TestPostgres.migrated();
  private final FilledLedger ledger = new FilledLedger(postgres, TestVault.files());

  @Test
  void appendsProjectsAndVerifiesFastEnough() throws IOException {
    // Given
    Stream stream = new Stream();
    for (int i = 0; i < CANDIDATES; i++) {
      stream.decided("C-" + i, i % 4);
    }
    long prepare = System.nanoTime();
    List<Prepared> records = stream.prepared(TestVault.subjects(), 0);
    prepare = System.nanoTime() - prepare;
    long plain = System.nanoTime();
    new FilledLedger(TestPostgres.migrated()).append(stream.prepared(), ROWS_PER_TRANSACTION);
    plain = System.nanoTime() - plain;

    // When
    long append = System.nanoTime();
    long size = ledger.append(records, ROWS_PER_TRANSACTION);
    append = System.nanoTime() - append;
    ledger.sign();
    long project = System.nanoTime();
    long projected = ledger.project();
    project = System.nanoTime() - project;
    long verify = System.nanoTime();
    VerifyReport report = ledger.verify();
    verify = System.nanoTime() - verify;

    // Then
    long bytes = records.stream().mapToLong(r -> r.stored().length).sum();
    String figures =
        String.format(
            Locale.ROOT,
            "%,d rows of %,d bytes: prepare %,d/s, append %,d/s (plain, with prepare: %,d/s),"
                + " project %,d entries/s (%,d rows), verify %,d/s%n",
            size,
            bytes / size,
            rate(size, prepare),
            rate(size, append),
            rate(size, plain),
            rate(size, project),
            projected,
            rate(size, verify));
    Files.writeString(Path.of("target", "ledger-speed.txt"), figures);
    assertTrue(report.sound(), report.lastLine());
    assertTrue(rate(size, append) > FLOOR && rate(size, verify) > FLOOR);
  }

  private static long rate(long rows, long nanos) {
    return rows * 1_000_000_000L / Math.max(nanos, 1);
  }
}
