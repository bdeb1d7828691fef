// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest.io;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.ingest.CodeMapping;
import dev.probity.ingest.Texts;
import dev.probity.topics.EventHeaders;
import dev.probity.topics.TopicNames;
import dev.probity.topics.Topics;
import dev.probity.topics.io.ProfileFiles;
import dev.probity.topics.record.Purpose;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RoundRobinPartitioner;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileIngestTest {
  private static final String HEADER =
      "id,HOUSE,SEX,RAC1P,CIT,COW,INDP,OCCP,HICOV,WKWN,WKHP,AGEP,SCHL,WAGP";
  private static final String GOOD = "C-1,h1,2,1,1,1,7860,4720,1,52,40,33,21,52000";
  private static final String BAD = "C-2,h1,2,1,1,1,7860,4720,1,52,40,-5,21,52000";

  @TempDir Path folder;

  private final MockProducer<byte[], byte[]> producer = producer();

  @Test
  void rowsBecomeCandidatesAndOutcomesAndBadRowsBecomeRejects() throws IOException {
    Path file = write("people.csv", HEADER + "\n" + GOOD + "\n" + BAD + "\nC-3,too,short\n");
    FileReport report = run(file, Purpose.HISTORY);
    assertEquals(new FileReport(3, 1, 1, 2, List.of("HOUSE")), report);
    assertEquals(
        List.of(
            Topics.CANDIDATES.name(),
            Topics.OUTCOMES.name(),
            Topics.REJECTS.name(),
            Topics.REJECTS.name()),
        producer.history().stream().map(ProducerRecord::topic).toList());
    assertArrayEquals(BAD.getBytes(UTF_8), producer.history().get(2).value());
    List<String> rejects = Files.readAllLines(folder.resolve("rejects.csv"));
    assertEquals("line,code,reason", rejects.get(0));
    assertTrue(rejects.get(1).startsWith("3,range,"), rejects.get(1));
    assertTrue(rejects.get(2).startsWith("4,schema,"), rejects.get(2));
    assertFalse(String.join("", rejects).contains("-5"), "a rejects file shows no values");
  }

  @Test
  void theSameFileGivesTheSameEventIds() throws IOException {
    Path file = write("people.csv", HEADER + "\n" + GOOD + "\n");
    run(file, Purpose.DECISION);
    run(file, Purpose.DECISION);
    assertEquals(eventId(0), eventId(2));
    assertEquals(eventId(1), eventId(3));
    assertFalse(eventId(0).equals(eventId(1)), "candidate and outcome are two events");
  }

  @Test
  void aGzippedFileIsReadLikeAPlainOne() throws IOException {
    Path file = folder.resolve("people.csv.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write((HEADER + "\n" + GOOD + "\n").getBytes(UTF_8));
    }
    assertEquals(1, run(file, Purpose.DECISION).accepted());
  }

  @Test
  void aParquetFileIsReadLikeTheCsvOfItsRows() throws Exception {
    // Given: 40 census rows, some of which have blanked cells and none of which names an outcome
    Path parquet =
        Path.of(FileIngestTest.class.getResource("/parquet/census.zstd.parquet").toURI());
    StringBuilder csv = new StringBuilder();
    try (ParquetRows rows = ParquetRows.open(parquet)) {
      csv.append(String.join(",", rows.columns())).append('\n');
      rows.begin(rows.columns());
      while (rows.next()) {
        for (String column : rows.columns()) {
          Object value = rows.value(column);
          String cell = value == null ? "" : value.toString().replaceFirst("\\.0$", "");
          csv.append(column.equals(rows.columns().getFirst()) ? "" : ",").append(cell);
        }
        csv.append('\n');
      }
    }
    // When
    FileReport of = run(parquet, Purpose.DECISION, "row");
    List<ProducerRecord<byte[], byte[]>> taken = List.copyOf(producer.history());
    producer.clear();
    FileReport expected = run(write("census.csv", csv.toString()), Purpose.DECISION, "row");
    // Then
    assertEquals(expected, of);
    assertEquals(40, of.read());
    assertTrue(of.accepted() > 0, of.toString());
    for (int i = 0; i < taken.size(); i++) {
      assertEquals(producer.history().get(i).topic(), taken.get(i).topic());
      assertArrayEquals(producer.history().get(i).value(), taken.get(i).value());
    }
    String first = new String(taken.getFirst().value(), UTF_8);
    assertTrue(first.contains("\"INDP\":9170") && first.contains("\"AGEP\":19"), first);
  }

  @Test
  void numbersOfAParquetFileAreWrittenInDigits() {
    assertEquals("2", ParquetTable.text(2.0));
    assertEquals("0.0000001", ParquetTable.text(1e-7));
    assertEquals("0.1", ParquetTable.text(0.1f));
    assertEquals("9170", ParquetTable.text(9170L));
    assertEquals("NaN", ParquetTable.text(Double.NaN));
    assertEquals("", ParquetTable.text(null));
  }

  @Test
  void parquetInsideGzipIsRefusedBeforeItIsRead() throws IOException {
    Path file = write("people.parquet.gz", "whatever");
    IllegalArgumentException wrong =
        assertThrows(IllegalArgumentException.class, () -> run(file, Purpose.DECISION));
    assertTrue(wrong.getMessage().contains("unpack it"), wrong.getMessage());
  }

  @Test
  void jsonLinesHoldCandidatesOrOutcomes() throws IOException {
    String outcome =
        "{\"candidateId\":\"C-1001\",\"observed\":{\"WAGP\":52000},"
            + "\"observedAt\":\"2026-01-01T00:00:00Z\"}";
    Path file = write("people.jsonl", Texts.CANDIDATE + "\n\n" + outcome + "\n{broken\n");
    assertEquals(new FileReport(2, 1, 1, 1, List.of()), run(file, Purpose.DECISION));
  }

  @Test
  void bytesThatAreNotUtf8AreRefusedAsTheyCame() throws IOException {
    byte[] row = GOOD.replace("C-1", "C-\u00ff").getBytes(ISO_8859_1);
    Path file = folder.resolve("people.csv");
    Files.write(file, (HEADER + "\n").getBytes(UTF_8));
    Files.write(file, row, java.nio.file.StandardOpenOption.APPEND);
    assertEquals(1, run(file, Purpose.DECISION).rejected());
    assertArrayEquals(row, producer.history().get(0).value());
  }

  @Test
  void aFileTakenInAsHistoryIsNeverDecidedOn() throws IOException {
    Path file = write("people.jsonl", Texts.CANDIDATE + "\n");
    run(file, Purpose.HISTORY);
    String value = new String(producer.history().get(0).value(), UTF_8);
    assertTrue(value.contains("\"purpose\":\"history\""), value);
  }

  @Test
  void aFileOfAnotherProfileIsRefusedWithItsColumns() throws IOException {
    Path file = write("people.csv", "a,b\n1,2\n");
    IllegalArgumentException wrong =
        assertThrows(IllegalArgumentException.class, () -> run(file, Purpose.DECISION));
    assertTrue(wrong.getMessage().contains("AGEP"), wrong.getMessage());
  }

  @Test
  void aSystemsOwnColumnsAndCodesAreMappedAndAnUnknownCodeIsRefused() throws IOException {
    Path mapping =
        write(
            "mapping.json",
            "{\"columns\":{\"SCHL\":\"degree\",\"SEX\":\"gender\"},"
                + "\"codes\":{\"SCHL\":{\"BSC\":21},\"SEX\":{\"w\":2}}}");
    Path file =
        write(
            "people.csv",
            HEADER.replace("SCHL", "degree").replace("SEX", "gender")
                + "\nC-1,h1,w,1,1,1,7860,4720,1,52,40,33,BSC,52000"
                + "\nC-2,h1,w,1,1,1,7860,4720,1,52,40,33,21,52000\n");
    CodeMapping codes = CodeMappings.load(mapping, ProfileFiles.load("acs-salary"));
    InstantSource clock = InstantSource.fixed(Instant.parse("2026-03-01T10:00:00Z"));
    FileReport report =
        new FileIngest(producer, TopicNames.PLAIN, clock, IngestListener.SILENT)
            .run(request(file, Purpose.DECISION, codes));
    assertEquals(new FileReport(2, 1, 1, 1, List.of("HOUSE")), report);
    String value = new String(producer.history().get(0).value(), UTF_8);
    assertTrue(value.contains("\"SCHL\":21") && value.contains("\"SEX\":2"), value);
    String rejects = Files.readString(folder.resolve("rejects.csv"));
    assertTrue(rejects.contains("3,range,\"/SCHL expected one of the 1 codes"), rejects);
  }

  @Test
  void stopsWhenTheBrokerDoesNotAcknowledge() throws IOException {
    Path file = write("people.csv", HEADER + "\n" + GOOD + "\n");
    FileIngest ingest =
        new FileIngest(
            new Away(0), TopicNames.PLAIN, InstantSource.system(), IngestListener.SILENT);
    assertThrows(UncheckedIOException.class, () -> ingest.run(request(file, Purpose.DECISION)));
  }

  @Test
  void aRefusalThatAKilledRunRecordedIsNotRecordedAgain() throws IOException {
    // Given: of two bad rows the killed run recorded the first, and was cut off writing the next
    Path file = write("people.csv", HEADER + "\n" + BAD + "\n" + GOOD + "\n" + BAD + "\n");
    Path kept = Files.createDirectory(folder.resolve("files"));
    FileIngest dying =
        new FileIngest(
            new Away(1), TopicNames.PLAIN, InstantSource.system(), IngestListener.SILENT);
    FileRequest request = request(file, Purpose.HISTORY);
    assertThrows(UncheckedIOException.class, () -> dying.run(request, kept));
    Path left = only(kept);
    assertEquals("2\n", Files.readString(left));
    Files.writeString(left, "2\n4");

    // When
    FileIngest again =
        new FileIngest(producer, TopicNames.PLAIN, InstantSource.system(), IngestListener.SILENT);
    FileReport report = again.run(request, kept);

    // Then: it is told of, but only the other one is recorded, and nothing is left behind
    assertEquals(new FileReport(3, 1, 1, 2, List.of("HOUSE")), report);
    assertEquals(
        1,
        producer.history().stream()
            .filter(one -> one.topic().equals(Topics.REJECTS.name()))
            .count());
    assertEquals(3, Files.readAllLines(folder.resolve("rejects.csv")).size());
    assertFalse(Files.exists(left), "a run that ended leaves nothing");
  }

  private static Path only(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      List<Path> found = all.toList();
      assertEquals(1, found.size(), found.toString());
      return found.getFirst();
    }
  }

  private String eventId(int index) {
    return new String(
        producer.history().get(index).headers().lastHeader(EventHeaders.ID).value(), UTF_8);
  }

  private FileReport run(Path file, Purpose purpose) {
    InstantSource clock = InstantSource.fixed(Instant.parse("2026-03-01T10:00:00Z"));
    return new FileIngest(producer, TopicNames.PLAIN, clock, IngestListener.SILENT)
        .run(request(file, purpose));
  }

  private FileReport run(Path file, Purpose purpose, String id) {
    InstantSource clock = InstantSource.fixed(Instant.parse("2026-03-01T10:00:00Z"));
    return new FileIngest(producer, TopicNames.PLAIN, clock, IngestListener.SILENT)
        .run(
            new FileRequest(
                file,
                ProfileFiles.load("acs-salary"),
                purpose,
                List.of(id),
                null,
                folder.resolve("rejects.csv"),
                CodeMapping.NONE));
  }

  private FileRequest request(Path file, Purpose purpose) {
    return request(file, purpose, CodeMapping.NONE);
  }

  private FileRequest request(Path file, Purpose purpose, CodeMapping codes) {
    return new FileRequest(
        file,
        ProfileFiles.load("acs-salary"),
        purpose,
        List.of("id"),
        null,
        folder.resolve("rejects.csv"),
        codes);
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private static MockProducer<byte[], byte[]> producer() {
    return new MockProducer<>(
        true, new RoundRobinPartitioner(), new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** A broker that takes some records and answers every other one with a time-out. */
  private static final class Away extends MockProducer<byte[], byte[]> {
    private final int taken;

    Away(int taken) {
      super(
          false, new RoundRobinPartitioner(), new ByteArraySerializer(), new ByteArraySerializer());
      this.taken = taken;
    }

    @Override
    public synchronized void flush() {
      boolean more = true;
      for (int i = 0; i < taken; i++) {
        more = completeNext();
      }
      while (more) {
        more = errorNext(new TimeoutException("no answer"));
      }
    }
  }
}
