// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest.io;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.probity.ingest.Arrival;
import dev.probity.ingest.CandidateIntake;
import dev.probity.ingest.CodeMapping;
import dev.probity.ingest.CsvRow;
import dev.probity.ingest.CsvRows;
import dev.probity.ingest.FileMapping;
import dev.probity.ingest.IntakeResult;
import dev.probity.topics.TopicNames;
import dev.probity.topics.codec.Codecs;
import dev.probity.topics.codec.Decoded;
import dev.probity.topics.record.Candidate;
import dev.probity.topics.record.Outcome;
import dev.probity.topics.record.ReasonCode;
import dev.probity.topics.record.Stage;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import java.util.zip.GZIPInputStream;
import org.apache.kafka.clients.producer.Producer;
import org.jspecify.annotations.Nullable;

/**
 * Takes a file in: every row becomes a candidate (and an outcome, where the file knows it) or a
 * recorded refusal. Event ids come from the file's digest and the line, so that a file taken in
 * again repeats its events and is decided once.
 */
public final class FileIngest {
  private static final String PARQUET = ".parquet";

  private final Producer<byte[], byte[]> producer;
  private final TopicNames names;
  private final InstantSource clock;
  private final IngestListener listener;

  /**
   * A file door.
   *
   * @param producer idempotent, acknowledged by all replicas; not closed here
   * @param listener hears of every row the broker has
   */
  public FileIngest(
      Producer<byte[], byte[]> producer,
      TopicNames names,
      InstantSource clock,
      IngestListener listener) {
    this.producer = producer;
    this.names = names;
    this.clock = clock;
    this.listener = listener;
  }

  /**
   * Takes the file in and returns when the broker has every record of it.
   *
   * @throws IllegalArgumentException when the file lacks a column
   * @throws UncheckedIOException when the file cannot be read or the broker does not acknowledge
   */
  public FileReport run(FileRequest request) {
    return run(request, null);
  }

  /**
   * The same, and a run that was killed goes on: a refusal it recorded is not recorded again.
   *
   * @param kept the folder where runs under way write down what is recorded; null keeps nothing
   * @throws IllegalArgumentException when the file lacks a column
   * @throws UncheckedIOException when the file cannot be read or the broker does not acknowledge
   */
  public FileReport run(FileRequest request, @Nullable Path kept) {
    if (request.file().toString().endsWith(PARQUET + ".gz")) {
      throw new IllegalArgumentException(
          "file " + request.file() + " is Parquet inside gzip; unpack it, it is compressed inside");
    }
    String digest = digest(request.file());
    try (RejectsFile rejects = RejectsFile.open(request.rejects());
        RefusedLines recorded = RefusedLines.open(kept, digest)) {
      FileRecords records = new FileRecords(names, digest);
      FileRun run = new FileRun(producer, records, listener, rejects, recorded, request.file());
      CandidateIntake intake =
          new CandidateIntake(List.of(request.profile()), Duration.ofDays(36_500));
      return run.finish(rows(request, run, intake));
    } catch (IOException e) {
      throw new UncheckedIOException("file " + request.file() + " cannot be read", e);
    }
  }

  /** Reads them all, and says which columns nobody read. */
  private List<String> rows(FileRequest request, FileRun run, CandidateIntake intake)
      throws IOException {
    if (request.file().toString().endsWith(PARQUET)) {
      try (ParquetTable table = ParquetTable.open(request.file())) {
        return table(request, table.columns(), table::next, run, intake);
      }
    }
    try (BufferedReader lines = open(request.file())) {
      return stem(request.file()).endsWith(".csv")
          ? csv(request, lines, run, intake)
          : jsonLines(request, lines, run, intake);
    }
  }

  private List<String> csv(
      FileRequest request, BufferedReader lines, FileRun run, CandidateIntake intake) {
    CsvRows rows = new CsvRows(lines.lines().iterator());
    if (!rows.hasNext()) {
      throw new IllegalArgumentException("file " + request.file() + " is empty");
    }
    List<String> columns = rows.next().cells();
    return table(request, columns, () -> rows.hasNext() ? rows.next() : null, run, intake);
  }

  /** Rows of a table one after the other. */
  @FunctionalInterface
  private interface TableRows {
    /** The next one; null after the last. */
    @Nullable CsvRow next();
  }

  private List<String> table(
      FileRequest request,
      List<String> columns,
      TableRows rows,
      FileRun run,
      CandidateIntake intake) {
    CodeMapping codes = request.codes();
    String group = request.groupColumn();
    List<String> header = codes.names(columns);
    FileMapping mapping =
        FileMapping.of(
            header,
            request.profile(),
            request.purpose(),
            codes.names(request.idColumns()),
            group == null ? null : codes.name(group));
    for (CsvRow next = rows.next(); next != null; next = rows.next()) {
      row(next, row -> codes.cells(header, row.cells()), mapping, run, intake);
    }
    return mapping.ignored();
  }

  private void row(
      CsvRow raw,
      Function<CsvRow, Decoded<List<String>>> codes,
      FileMapping mapping,
      FileRun run,
      CandidateIntake intake) {
    Instant now = clock.instant();
    byte[] bytes = raw.raw().getBytes(ISO_8859_1);
    CsvRow row;
    Candidate candidate;
    try {
      CsvRow own = raw.decoded();
      switch (codes.apply(own)) {
        case Decoded.Invalid<List<String>> invalid -> {
          run.refuse(raw.line(), bytes, unreadable(invalid.code(), invalid.describe()), now);
          return;
        }
        case Decoded.Valid<List<String>>(List<String> cells) ->
            row = new CsvRow(own.line(), own.raw(), cells);
      }
      candidate = mapping.candidate(row);
    } catch (CharacterCodingException e) {
      run.refuse(raw.line(), bytes, unreadable(ReasonCode.BAD_UTF8, "is not strict UTF-8"), now);
      return;
    } catch (IllegalArgumentException e) {
      String reason = String.valueOf(e.getMessage());
      run.refuse(raw.line(), bytes, unreadable(ReasonCode.SCHEMA, reason), now);
      return;
    }
    switch (intake.check(candidate, arrival(run, row.line(), now))) {
      case IntakeResult.Accepted accepted -> {
        run.accept(row.line(), candidate, now);
        Outcome outcome = mapping.outcome(row, candidate.id(), now);
        if (outcome != null) {
          run.outcome(row.line(), outcome, now);
        }
      }
      case IntakeResult.Refused refused -> run.refuse(row.line(), bytes, refused, now);
    }
  }

  private List<String> jsonLines(
      FileRequest request, BufferedReader lines, FileRun run, CandidateIntake intake) {
    long line = 0;
    for (Iterator<String> all = lines.lines().iterator(); all.hasNext(); ) {
      String text = all.next();
      line++;
      if (text.isBlank()) {
        continue;
      }
      byte[] bytes = text.getBytes(ISO_8859_1);
      Instant now = clock.instant();
      if (Codecs.OUTCOME.decode(bytes) instanceof Decoded.Valid<Outcome>(Outcome outcome)) {
        run.outcome(line, outcome, now);
        continue;
      }
      switch (intake.accept(bytes, arrival(run, line, now))) {
        case IntakeResult.Accepted(Candidate candidate) ->
            run.accept(line, with(request, candidate), now);
        case IntakeResult.Refused refused -> run.refuse(line, bytes, refused, now);
      }
    }
    return List.of();
  }

  /** The purpose asked for wins: a file taken in as history must not be decided on. */
  private static Candidate with(FileRequest request, Candidate candidate) {
    return switch (request.purpose()) {
      case DECISION -> candidate;
      case HISTORY ->
          new Candidate(
              candidate.id(),
              request.purpose(),
              candidate.profile(),
              candidate.attributes(),
              candidate.protectedAttributes(),
              candidate.provenance());
    };
  }

  private static Arrival arrival(FileRun run, long line, Instant now) {
    return new Arrival(run.eventId(line), FileRecords.SOURCE, null, null, null, now);
  }

  private static IntakeResult.Refused unreadable(ReasonCode code, String reason) {
    return new IntakeResult.Refused(code, Stage.DECODE, reason, 400);
  }

  private static String stem(Path file) {
    String name = file.getFileName().toString();
    return name.endsWith(".gz") ? name.substring(0, name.length() - 3) : name;
  }

  /** Bytes as characters, one for one, so that a refused row keeps the bytes it came with. */
  private static BufferedReader open(Path file) throws IOException {
    InputStream bytes = Files.newInputStream(file);
    InputStream text = file.toString().endsWith(".gz") ? new GZIPInputStream(bytes, 65_536) : bytes;
    return new BufferedReader(new InputStreamReader(text, ISO_8859_1), 65_536);
  }

  private static String digest(Path file) {
    try (InputStream bytes =
        new DigestInputStream(Files.newInputStream(file), MessageDigest.getInstance("SHA-256"))) {
      bytes.transferTo(java.io.OutputStream.nullOutputStream());
      byte[] digest = ((DigestInputStream) bytes).getMessageDigest().digest();
      return HexFormat.of().formatHex(digest, 0, 16);
    } catch (IOException e) {
      throw new UncheckedIOException("file " + file + " cannot be read", e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("a JDK without SHA-256", e);
    }
  }

  /** Where the rejects of a file are listed by default: beside it. */
  public static Path rejectsBeside(Path file, @Nullable Path folder) {
    String name = stem(file) + ".rejects.csv";
    return folder == null ? file.resolveSibling(name) : folder.resolve(name);
  }
}
