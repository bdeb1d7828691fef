// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.io;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.auditsink.note.NoteSigner;
import dev.probity.auditsink.sign.SigningResult;
import dev.probity.auditsink.verify.Anchor;
import dev.probity.auditsink.verify.VerifierRun;
import dev.probity.auditsink.verify.VerifyReport;
import dev.probity.topics.TopicNames;
import dev.probity.topics.io.S3Server;
import dev.probity.topics.record.EventType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The continuous archive on a server that speaks S3, and what can be done with it. */
class ArchiveIT {
  @TempDir private Path folder = Path.of("");

  private final TestPostgres postgres = TestPostgres.migrated();
  private final FilledLedger ledger = new FilledLedger(postgres);
  private final Stream stream = new Stream();
  private final BlockingQueue<String> told = new LinkedBlockingQueue<>();

  private long append(int decisions) {
    int before = stream.records().size();
    for (int i = 0; i < decisions; i++) {
      stream.decided("C-" + (before + i), i % 4);
    }
    ledger.append(stream.prepared().subList(before, stream.records().size()), 100);
    return assertInstanceOf(SigningResult.Signed.class, ledger.sign()).checkpoint().size();
  }

  private ArchiveLoop loop(ObjectStore store, LedgerGrowth growth) {
    return new ArchiveLoop(
        postgres.writer(),
        store,
        growth,
        new ArchiveLoop.Rhythm(Duration.ofMillis(100), Duration.ofDays(184)),
        InstantSource.system(),
        (EventType event, String reason) -> told.add(event.code()));
  }

  private static VerifyReport verify(ObjectStore store) {
    return AuditVerify.tiles(VerifierRun.POLICY, TopicNames.PLAIN, store);
  }

  private TreeSet<String> files(String bucket) throws IOException {
    Path root = folder.resolve("data").resolve(bucket).resolve("ledger");
    try (var files = Files.walk(root)) {
      TreeSet<String> names = new TreeSet<>();
      files.filter(Files::isRegularFile).forEach(f -> names.add(root.relativize(f).toString()));
      return names;
    }
  }

  @Test
  void anArchiveGrowsWithTheLedgerVerifiesAndHoldsItsHeads()
      throws IOException, InterruptedException, SQLException {
    try (S3Server server = new S3Server(folder)) {
      // Given
      S3Store store = S3Stores.in(server, "archive");
      ArchiveLoop loop = loop(store, new LedgerGrowth());
      long first = append(100);

      // When
      assertEquals(first, loop.step());
      VerifyReport before = verify(store);
      long second = append(200);
      assertEquals(second, loop.step());
      assertEquals(second, loop.step(), "nothing new");

      // Then
      assertEquals(0, before.exitCode(), before.lastLine());
      VerifyReport after = verify(store);
      assertEquals(0, after.exitCode(), after.lastLine());
      assertEquals(second, after.size());
      TreeSet<String> files = files("archive");
      assertTrue(files.contains(ArchivedHeads.name(first)), files.toString());
      assertTrue(files.contains(ArchivedHeads.name(second)), files.toString());
      long partial = files.stream().filter(name -> name.contains(".p/")).count();
      assertTrue(partial <= 4, "unfinished files of earlier sizes are gone: " + files);

      Anchor newest = Objects.requireNonNull(ArchivedHeads.newest(store));
      assertEquals("s3://archive/ledger/ " + ArchivedHeads.name(second), newest.name());
      VerifyReport anchored =
          new AuditVerify(postgres.reader(), VerifierRun.POLICY, TopicNames.PLAIN)
              .run(List.of(newest));
      assertEquals(0, anchored.exitCode(), anchored.lastLine());
      assertTrue(anchored.toString().contains("s3://archive/ledger/"), anchored.toString());
    }
  }

  @Test
  void anArchiveNeverGoesBackToASmallerHeadThatWasCosignedLater() throws Exception {
    // Given
    ObjectStore store = ObjectStore.in(folder.resolve("archive"));
    ArchiveLoop loop = loop(store, new LedgerGrowth());
    long smaller = append(60);
    long larger = append(60);
    assertEquals(larger, loop.step());

    // When
    cosign(smaller);

    // Then
    assertEquals(larger, loop.step());
    assertEquals(larger, verify(store).size());
    cosign(larger);
    assertEquals(larger, loop.step());
    byte[] head = Objects.requireNonNull(store.read("checkpoint"));
    assertTrue(new String(head, UTF_8).contains("council.example"), "not the cosigned one");
  }

  @Test
  void anIdleLedgerIsNotWrittenAgain() throws Exception {
    // Given
    Path archive = folder.resolve("archive");
    ArchiveLoop loop = loop(ObjectStore.in(archive), new LedgerGrowth());
    long size = append(60);
    loop.step();
    Path head = archive.resolve("checkpoint");
    FileTime past = FileTime.fromMillis(0);
    Files.setLastModifiedTime(head, past);

    // When, Then
    assertEquals(size, loop.step());
    assertEquals(past, Files.getLastModifiedTime(head));
    append(1);
    loop.step();
    assertNotEquals(past, Files.getLastModifiedTime(head));
  }

  @Test
  void anArchiveAheadOfItsLedgerIsLeftAlone() throws Exception {
    // Given
    ObjectStore store = ObjectStore.in(folder.resolve("archive"));
    append(60);
    loop(store, new LedgerGrowth()).step();
    TestPostgres older = TestPostgres.migrated();

    // When
    IOException refused =
        assertThrows(IOException.class, () -> TileExport.write(older.writer(), store));

    // Then
    assertTrue(refused.getMessage().contains("the ledger none of that size"), refused.getMessage());
  }

  private void cosign(long size) throws SQLException {
    NoteSigner council = new NoteSigner("council.example", new byte[32]);
    String line = council.sign("of " + size + "\n").signatures().getFirst().render();
    String insert = "INSERT INTO ledger.cosignature (size, witness, line) VALUES (?, ?, ?)";
    try (Connection open = postgres.writer().open(Duration.ofSeconds(20));
        PreparedStatement row = open.prepareStatement(insert)) {
      row.setLong(1, size);
      row.setString(2, council.key().name());
      row.setBytes(3, line.getBytes(UTF_8));
      assertEquals(1, row.executeUpdate());
    }
  }

  @Test
  void aDatabaseIsRefilledFromTheArchive() throws Exception {
    try (S3Server server = new S3Server(folder)) {
      S3Store store = S3Stores.in(server, "archive");
      long size = append(120);
      loop(store, new LedgerGrowth()).step();
      TestPostgres copy = TestPostgres.migrated();

      Refill.Result result = Refill.run(copy.writer(), VerifierRun.POLICY, store, store);

      assertEquals(new Refill.Result.Refilled(0, size), result);
      VerifyReport report =
          new AuditVerify(copy.reader(), VerifierRun.POLICY, TopicNames.PLAIN).run(List.of());
      assertEquals(0, report.faults(), report.lastLine());
    }
  }

  @Test
  void anOutageIsToldOnceAndMadeUpFor() throws Exception {
    try (S3Server server = new S3Server(folder)) {
      // Given
      S3Store store = S3Stores.in(server, "archive");
      LedgerGrowth growth = new LedgerGrowth();
      growth.opened();
      ArchiveLoop loop = loop(store, growth);
      long size = append(50);
      server.stop();
      assertThrows(IOException.class, () -> store.has("checkpoint"));

      // When
      Thread running = new Thread(loop, "archive-in-test");
      running.start();
      assertEquals("anchor.failed", told.poll(60, TimeUnit.SECONDS));
      assertNull(told.poll(500, TimeUnit.MILLISECONDS), "told again and again");
      server.restart();
      assertEquals("anchor.restored", told.poll(60, TimeUnit.SECONDS));
      growth.close();
      running.join();

      // Then
      assertEquals(size, loop.archived());
      assertEquals(size, verify(store).size());
    }
  }

  @Test
  void aHeadThatWasArchivedFindsOutALedgerThatWentBack() throws Exception {
    // Given
    ObjectStore store = ObjectStore.in(folder.resolve("archive"));
    append(30);
    ArchiveLoop loop = loop(store, new LedgerGrowth());
    loop.step();
    TestPostgres another = TestPostgres.migrated();
    FilledLedger rewritten = new FilledLedger(another);
    Stream other = new Stream();
    for (int i = 0; i < 40; i++) {
      other.decided("D-" + i, 0);
    }
    rewritten.append(other.prepared(), 100);
    rewritten.sign();

    // When
    Anchor newest = Objects.requireNonNull(ArchivedHeads.newest(store));
    VerifyReport report =
        new AuditVerify(another.reader(), VerifierRun.POLICY, TopicNames.PLAIN)
            .run(List.of(newest));

    // Then
    assertEquals(6, report.exitCode(), report.lastLine());
  }
}
