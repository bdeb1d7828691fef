// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.io;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.auditsink.Examples;
import dev.probity.auditsink.entry.Body;
import dev.probity.auditsink.entry.Entry;
import dev.probity.auditsink.export.ExportFilter;
import dev.probity.auditsink.export.ExportManifest;
import dev.probity.auditsink.note.NoteSigner;
import dev.probity.auditsink.proof.StoredZip;
import dev.probity.auditsink.tree.Hash;
import dev.probity.auditsink.verify.EntryColumns;
import dev.probity.auditsink.verify.FindingCode;
import dev.probity.auditsink.verify.StoredRow;
import dev.probity.auditsink.verify.VerifierRun;
import dev.probity.auditsink.verify.VerifyReport;
import dev.probity.topics.Topics;
import dev.probity.topics.record.EventType;
import dev.probity.topics.record.Prediction;
import dev.probity.topics.value.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Exports by filter: nothing outside it, nothing missing, checked offline, noted in the ledger. */
class FilteredExportIT {
  private static final ExportFilter ALL =
      new ExportFilter(null, null, null, null, null, null, null);

  @TempDir private Path folder = Path.of("");

  private final TestPostgres postgres = TestPostgres.migrated();
  private final FilledLedger ledger = new FilledLedger(postgres);
  private final Stream stream = new Stream();
  private final List<Prediction> predictions = new ArrayList<>();
  private int made;

  @BeforeEach
  void fill() {
    decide(150);
    ledger.sign();
    decide(2);
    ledger.project();
  }

  private void decide(int candidates) {
    int before = stream.records().size();
    for (int i = 0; i < candidates; i++) {
      predictions.add(stream.decided("C-" + predictions.size(), i % 4));
    }
    ledger.append(stream.prepared().subList(before, stream.records().size()), 100);
  }

  private FilteredExport.Result export(ExportFilter filter, boolean bodies, Path out)
      throws IOException {
    FilteredExport.Request request = new FilteredExport.Request(filter, bodies, "auditor-1");
    return FilteredExport.write(postgres.reader(), VerifierRun.SIGNER, null, request, out);
  }

  private Path exported(ExportFilter filter, boolean bodies, String ending) throws IOException {
    Path out = folder.resolve("export-" + made++ + ending);
    assertInstanceOf(FilteredExport.Result.Written.class, export(filter, bodies, out));
    return out;
  }

  private static VerifyReport verify(Path export) throws IOException {
    return AuditVerify.export(VerifierRun.POLICY, export);
  }

  private List<Entry> signedEntries() throws SQLException {
    try (Connection reader = postgres.reader().open(Duration.ofSeconds(20))) {
      reader.setAutoCommit(false);
      List<Entry> entries = new ArrayList<>();
      RowStream rows = RowStream.entries(reader, 0, 600);
      while (rows.hasNext()) {
        EntryColumns columns = rows.next().columns();
        entries.add(columns == null ? null : columns.entry());
      }
      return entries;
    }
  }

  /** The key of every record, which names its candidate here. */
  private Map<Long, String> keys() throws SQLException {
    try (Connection reader =
        postgres.reader().openAs(LedgerSchema.BODY_READER, Duration.ofSeconds(20))) {
      reader.setAutoCommit(false);
      Map<Long, String> keys = new LinkedHashMap<>();
      RowStream rows = RowStream.where(reader, "true");
      while (rows.hasNext()) {
        StoredRow row = rows.next();
        byte[] stored = row.stored();
        byte[] key = stored == null ? null : Body.parse(stored).key();
        keys.put(row.idx(), key == null ? "" : new String(key, UTF_8));
      }
      return keys;
    }
  }

  private static List<Long> indices(Path zip) throws IOException {
    List<Long> found = new ArrayList<>();
    StoredZip.read(Files.readAllBytes(zip))
        .forEach(
            (name, file) -> {
              if (name.endsWith(".jsonl")) {
                new String(file.toArray(), UTF_8)
                    .lines()
                    .map(line -> line.replaceAll(".*\"idx\":(\\d+),.*", "$1"))
                    .forEach(idx -> found.add(Long.parseLong(idx)));
              }
            });
    return found;
  }

  @Test
  void everyFilterGivesExactlyItsEntriesAndTheManifestSaysSo() throws IOException, SQLException {
    // Given: each filter beside the same said in Java about every signed entry
    Prediction decided = predictions.get(70);
    Map<Long, String> keys = keys();
    long scored =
        signedEntries().stream()
            .filter(e -> e.eventType() == EventType.PREDICTION_SCORED.number())
            .filter(e -> "C-70".equals(keys.get(e.idx())))
            .findFirst()
            .orElseThrow()
            .idx();
    Instant now = Instant.ofEpochMilli(Examples.NOW);
    Map<ExportFilter, Predicate<Entry>> filters = new LinkedHashMap<>();
    filters.put(ALL, entry -> true);
    filters.put(new ExportFilter(now, now.plusMillis(1), null, null, null, null, null), e -> true);
    filters.put(new ExportFilter(null, now, null, null, null, null, null), entry -> false);
    filters.put(
        new ExportFilter(null, null, Topics.OUTCOMES.name(), null, null, null, null),
        entry -> entry.source().topic().equals(Topics.OUTCOMES.name()));
    filters.put(
        new ExportFilter(null, null, null, EventType.EXPLANATION_COMPUTED, null, null, null),
        entry -> entry.eventType() == EventType.EXPLANATION_COMPUTED.number());
    Hash id = Hash.ofHex(decided.id());
    filters.put(
        new ExportFilter(null, null, null, null, id, null, null),
        entry -> id.equals(entry.decisionId()));
    Hash model = Hash.ofHex(decided.modelDigest());
    filters.put(
        new ExportFilter(null, null, null, null, null, null, model),
        entry -> model.equals(entry.modelDigest()));
    filters.put(
        new ExportFilter(null, null, null, null, null, "C-70", null),
        entry -> "C-70".equals(keys.get(entry.idx())));
    filters.put(
        new ExportFilter(now, null, null, EventType.PREDICTION_SCORED, null, "C-70", model),
        entry -> entry.idx() == scored);

    for (Map.Entry<ExportFilter, Predicate<Entry>> each : filters.entrySet()) {
      // When
      Path zip = exported(each.getKey(), false, ".zip");

      // Then
      List<Long> wanted = signedEntries().stream().filter(each.getValue()).map(Entry::idx).toList();
      assertEquals(wanted, indices(zip), each.getKey().toString());
      ExportManifest manifest = manifest(zip);
      assertEquals(each.getKey(), manifest.filter());
      assertEquals(wanted.size(), manifest.entries());
      VerifyReport report = verify(zip);
      assertEquals(List.of(), report.findings(), each.getKey().toString());
      assertEquals(0, report.exitCode());
    }
  }

  private static ExportManifest manifest(Path zip) throws IOException {
    Bytes file = StoredZip.read(Files.readAllBytes(zip)).get(ExportManifest.FILE);
    return ExportManifest.parse(file == null ? new byte[0] : file.toArray());
  }

  @Test
  void everyByteOfAnExportCounts() throws IOException {
    Path zip = exported(new ExportFilter(null, null, null, null, null, "C-3", null), true, ".zip");
    assertEquals(0, verify(zip).exitCode(), verify(zip).findings().toString());
    SortedMap<String, Bytes> files = StoredZip.read(Files.readAllBytes(zip));
    Bytes lines = files.get("entries/000000.jsonl");
    assertTrue(lines != null && new String(lines.toArray(), UTF_8).contains("valueSalt"));
    Path changed = folder.resolve("changed.zip");
    for (String name : List.copyOf(files.keySet())) {
      Bytes whole = files.get(name);
      byte[] bytes = whole == null ? new byte[0] : whole.toArray();
      int step = Math.max(1, bytes.length / 25);
      for (int i = 0; i < bytes.length; i += step) {
        bytes[i] ^= 1;
        SortedMap<String, Bytes> tampered = new TreeMap<>(files);
        tampered.put(name, Bytes.copyOf(bytes));
        Files.write(changed, StoredZip.write(tampered));
        assertEquals(6, verify(changed).exitCode(), name + " byte " + i);
        bytes[i] ^= 1;
      }
      SortedMap<String, Bytes> shortened = new TreeMap<>(files);
      shortened.remove(name);
      Files.write(changed, StoredZip.write(shortened));
      assertEquals(6, verify(changed).exitCode(), "without " + name);
    }
    SortedMap<String, Bytes> more = new TreeMap<>(files);
    byte[] framing = Files.readAllBytes(zip);
    framing[framing.length - 1] ^= 1;
    Files.write(changed, framing);
    assertEquals(6, verify(changed).exitCode(), "a byte of the ZIP itself");
    more.put("more.txt", Bytes.utf8("x"));
    Files.write(changed, StoredZip.write(more));
    assertEquals(6, verify(changed).exitCode());
  }

  @Test
  void anEntryOutsideTheFilterIsFoundEvenWhenTheManifestIsSignedAgain() throws IOException {
    // Given: the operator says the export were of one topic only
    Path zip = exported(ALL, false, ".zip");
    SortedMap<String, Bytes> files = new TreeMap<>(StoredZip.read(Files.readAllBytes(zip)));
    ExportManifest all = manifest(zip);
    ExportManifest narrowed =
        new ExportManifest(
            all.actor(),
            all.at(),
            all.bodies(),
            all.entries(),
            new ExportFilter(null, null, Topics.OUTCOMES.name(), null, null, null, null),
            all.size(),
            all.files());
    files.put(ExportManifest.FILE, Bytes.copyOf(narrowed.toBytes()));
    files.put(ExportManifest.NOTE, narrowed.signedBy(VerifierRun.SIGNER));
    Files.write(zip, StoredZip.write(files));

    // Then: 450 of 600 entries are of other topics
    assertEquals(450, verify(zip).faults());

    // And: a manifest that a stranger signed is not believed
    byte[] seed = new byte[32];
    seed[0] = 9;
    files.put(ExportManifest.FILE, Bytes.copyOf(all.toBytes()));
    files.put(
        ExportManifest.NOTE, all.signedBy(new NoteSigner(VerifierRun.SIGNER.key().name(), seed)));
    Files.write(zip, StoredZip.write(files));
    assertEquals(FindingCode.BUNDLE_FILE, verify(zip).findings().getFirst().code());
  }

  @Test
  void aFolderHoldsTheSameAndBodiesOnlyWhenAskedFor() throws IOException {
    Path without = exported(ALL, false, "");
    Path with = exported(ALL, true, "");

    assertEquals(0, verify(without).exitCode());
    assertEquals(0, verify(with).exitCode());
    assertFalse(holds(without, "C-77"), "an export without bodies names a candidate");
    assertTrue(holds(with, "\"key\":\"C-77\""));
    IOException refused = assertThrows(IOException.class, () -> export(ALL, false, with));
    assertTrue(String.valueOf(refused.getMessage()).contains("is there already"));
  }

  private static boolean holds(Path export, String text) throws IOException {
    try (var files = Files.walk(export)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.ISO_8859_1)
            .contains(text)) {
          return true;
        }
      }
    }
    return false;
  }

  @Test
  void everyExportIsNotedInTheDatabaseBeforeItIsFinished() throws IOException, SQLException {
    ExportFilter filter = new ExportFilter(null, null, null, null, null, "C-5", null);
    Path zip = exported(filter, false, ".zip");
    try (Connection superuser = postgres.superuser();
        Statement statement = superuser.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT event, actor, details ->> 'candidate', details ->> 'manifest',"
                    + " details ->> 'entries' FROM ledger.outbox")) {
      row.next();
      assertEquals("audit.exported", row.getString(1));
      assertEquals("auditor-1", row.getString(2));
      assertEquals("C-5", row.getString(3));
      assertEquals(manifest(zip).digest(), row.getString(4));
      assertEquals("4", row.getString(5));
      assertFalse(row.next());
    }

    // And: where it cannot be noted, nothing is handed out
    postgres.tamper(
        "REVOKE EXECUTE ON FUNCTION ledger.note_export(text, jsonb)"
            + " FROM probity_reader, probity_body_reader");
    Path refused = folder.resolve("refused");
    assertThrows(IOException.class, () -> export(filter, false, refused));
    assertFalse(Files.exists(refused));
  }

  @Test
  void aCandidateIsNotExportedWhileTheProjectionIsBehind() throws IOException {
    decide(2);
    ledger.sign();
    Path out = folder.resolve("early.zip");
    assertEquals(
        new FilteredExport.Result.ProjectionBehind(608, 616),
        export(new ExportFilter(null, null, null, null, null, "C-5", null), false, out));
    assertFalse(Files.exists(out));
  }
}
