// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.auditsink.verify.VerifierRun;
import dev.probity.auditsink.verify.VerifyReport;
import dev.probity.topics.TopicNames;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ledger's tiles on disk, written at two sizes, as a stranger would check them. */
class TileExportIT {
  @TempDir private Path folder = Path.of("");

  private final TestPostgres postgres = TestPostgres.migrated();
  private final FilledLedger ledger = new FilledLedger(postgres);
  private final Stream stream = new Stream();

  private void append(int candidates) {
    int before = stream.records().size();
    for (int i = 0; i < candidates; i++) {
      stream.decided("C-" + i, i % 4);
    }
    ledger.append(stream.prepared().subList(before, stream.records().size()), 100);
  }

  private VerifyReport verify() {
    return AuditVerify.tiles(VerifierRun.POLICY, TopicNames.PLAIN, ObjectStore.in(folder));
  }

  private Map<String, Long> times() throws IOException {
    try (var files = Files.walk(folder)) {
      Map<String, Long> times = new TreeMap<>();
      files
          .filter(Files::isRegularFile)
          .forEach(file -> times.put(folder.relativize(file).toString(), modified(file)));
      return times;
    }
  }

  private static long modified(Path file) {
    try {
      return Files.getLastModifiedTime(file).to(java.util.concurrent.TimeUnit.NANOSECONDS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void nothingIsExportedBeforeAHeadIsSigned() throws IOException {
    append(1);

    TileExport.Summary summary = TileExport.write(postgres.reader(), ObjectStore.in(folder));

    assertEquals(new TileExport.Summary(0, 0), summary);
    assertEquals(8, verify().exitCode());
  }

  @Test
  void anExportVerifiesAndTheNextOneAddsOnlyWhatIsNew() throws IOException {
    // Given
    append(100);
    ledger.sign();
    append(10);
    TileExport.Summary first = TileExport.write(postgres.reader(), ObjectStore.in(folder));
    VerifyReport before = verify();
    Map<String, Long> earlier = times();

    // When
    append(150);
    ledger.sign();
    TileExport.Summary second = TileExport.write(postgres.reader(), ObjectStore.in(folder));

    // Then: 400 entries under the first head although 440 were there, 1,040 under the second
    assertEquals(new TileExport.Summary(400, 6), first);
    assertEquals("OK size=400", before.lastLine().split(" root")[0]);
    assertEquals(1_040, second.size());
    assertEquals("OK size=1040", verify().lastLine().split(" root")[0]);
    assertEquals(ledger.verify().root(), verify().root());
    Map<String, Long> later = times();
    for (String full : new String[] {"tile/0/000", "tile/entries/000"}) {
      assertEquals(earlier.get(full), later.get(full), full + " was written again");
    }
    assertTrue(later.containsKey("tile/0/001.p/144"), "a tile of a signed size was taken away");
    assertFalse(later.keySet().stream().anyMatch(name -> name.endsWith(".tmp")));
  }

  @Test
  void anExportHoldsNothingOfTheBodies() throws IOException {
    append(3);
    ledger.sign();
    TileExport.write(postgres.reader(), ObjectStore.in(folder));

    try (var files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String text =
            new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.ISO_8859_1);
        assertFalse(text.contains("C-1"), file + " names a candidate");
      }
    }
  }

  @Test
  void aByteChangedOnDiskIsNamed() throws IOException {
    append(100);
    ledger.sign();
    TileExport.write(postgres.reader(), ObjectStore.in(folder));
    Path bundle = folder.resolve("tile/entries/001.p/144");
    byte[] bytes = Files.readAllBytes(bundle);
    bytes[100] ^= 1;
    Files.write(bundle, bytes);

    VerifyReport report = verify();

    assertEquals(6, report.exitCode());
    assertTrue(report.findings().stream().anyMatch(finding -> finding.firstIdx() == 256));
  }
}
