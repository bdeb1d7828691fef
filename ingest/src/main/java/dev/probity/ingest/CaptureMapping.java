// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.probity.ingest.Change.Row;
import dev.probity.topics.codec.Decoded;
import dev.probity.topics.profile.Profile;
import dev.probity.topics.record.Candidate;
import dev.probity.topics.record.Outcome;
import dev.probity.topics.record.Purpose;
import dev.probity.topics.record.ReasonCode;
import dev.probity.topics.record.Stage;
import dev.probity.topics.record.Withdrawal;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How changes of a table of candidates become events: a written row a candidate, a deleted one a
 * withdrawal. The same change gives the same event ids however often it is read: its place in the
 * log with a digest of who it is about, or, of a row read in a snapshot, a digest of its content,
 * as a snapshot that is taken again stands at another place. One thread.
 */
public final class CaptureMapping {
  /** What stands for a value that the log does not hold. */
  private static final String NOT_SENT = "__debezium_unavailable_value";

  private static final String DELETED = "the row was deleted at the source";
  private static final int DIGEST_BYTES = 8;

  private final Settings settings;
  private final CandidateIntake intake;
  private List<String> columns = List.of();
  private @Nullable FileMapping mapping;

  /**
   * What the table is like.
   *
   * @param profile the use case of its rows
   * @param idColumns the columns that, joined by {@code -}, are the candidate's id
   * @param groupColumn the column whose equal values belong together; null when there is none
   * @param codes the system's own names and codes
   * @param slot the name of the replication slot, in front of every event id
   * @param erase whether a deleted row also asks for the erasure of the person
   */
  public record Settings(
      Profile profile,
      List<String> idColumns,
      @Nullable String groupColumn,
      CodeMapping codes,
      String slot,
      boolean erase) {

    /** Copies the columns. */
    public Settings {
      idColumns = List.copyOf(idColumns);
    }
  }

  /** A row in the words of the profile: a candidate, perhaps with its outcome. */
  private record Case(Candidate candidate, @Nullable Outcome outcome) {}

  /** A mapping that has seen no change. */
  public CaptureMapping(Settings settings, CandidateIntake intake) {
    this.settings = settings;
    this.intake = intake;
  }

  /**
   * What a change means; nothing when no column that is read has changed.
   *
   * @param now when it came here
   */
  public List<Captured> of(Change change, Instant now) {
    return switch (change.operation()) {
      case WRITTEN -> written(change, now);
      case DELETED -> deleted(change);
      case TRUNCATED ->
          refused(
              ReasonCode.SCHEMA,
              "the table was emptied by TRUNCATE, which does not tell whose rows went; withdraw"
                  + " them by DELETE /candidates/{id}, and use DELETE FROM next time");
    };
  }

  private List<Captured> written(Change change, Instant now) {
    return switch (read(change.after(), change)) {
      case Decoded.Invalid<Case> invalid -> refused(invalid.code(), invalid.describe());
      case Decoded.Valid<Case>(Case after) -> {
        Case before =
            read(change.before(), change) instanceof Decoded.Valid<Case>(Case old) ? old : null;
        yield written(change, before, after, now);
      }
    };
  }

  private List<Captured> written(Change change, @Nullable Case before, Case after, Instant now) {
    List<Captured> events = new ArrayList<>();
    if (before != null && !before.candidate().id().equals(after.candidate().id())) {
      String old = before.candidate().id();
      events.add(new Captured.Event(new Withdrawal(old, DELETED), id(change, old)));
    }
    String id = id(change, after.candidate().id());
    if (before == null || !before.candidate().equals(after.candidate())) {
      events.add(taken(after.candidate(), id, now));
    }
    Outcome outcome = after.outcome();
    if (outcome != null
        && (before == null || !observed(before).equals(observed(after)))
        && !(events.size() > 0 && events.getLast() instanceof Captured.Refused)) {
      events.add(new Captured.Known(outcome, id + "-outcome"));
    }
    return events;
  }

  private static Object observed(Case row) {
    return row.outcome() == null ? List.of() : row.outcome().observed();
  }

  private Captured taken(Candidate candidate, String id, Instant now) {
    Arrival arrival = new Arrival(id, RequestEvent.SOURCE, null, null, null, now);
    return switch (intake.check(candidate, arrival)) {
      case IntakeResult.Accepted accepted -> new Captured.Event(candidate, id);
      case IntakeResult.Refused refused -> new Captured.Refused(refused);
    };
  }

  private List<Captured> deleted(Change change) {
    return switch (read(change.before(), change)) {
      case Decoded.Invalid<Case> invalid -> refused(invalid.code(), invalid.describe());
      case Decoded.Valid<Case>(Case row) -> {
        String who = row.candidate().id();
        List<Captured> events = new ArrayList<>();
        events.add(new Captured.Event(new Withdrawal(who, DELETED), id(change, who)));
        if (settings.erase()) {
          events.add(new Captured.Erasure(who, change.at()));
        }
        yield events;
      }
    };
  }

  /** The row in the words of the profile, not yet held to its rules. */
  private Decoded<Case> read(@Nullable Row row, Change change) {
    if (row == null) {
      return invalid(ReasonCode.SCHEMA, "the row is not told; set REPLICA IDENTITY FULL");
    }
    if (row.cells().contains(NOT_SENT)) {
      return invalid(
          ReasonCode.SCHEMA, "a large value is not in the log; set REPLICA IDENTITY FULL");
    }
    List<String> names = settings.codes().names(row.columns());
    return switch (settings.codes().cells(names, row.cells())) {
      case Decoded.Invalid<List<String>> unknown -> unknown.as();
      case Decoded.Valid<List<String>>(List<String> cells) -> {
        try {
          FileMapping file = mapping(names);
          CsvRow record = new CsvRow(0, "", cells);
          Candidate candidate = file.candidate(record);
          Outcome outcome = file.outcome(record, candidate.id(), change.at());
          yield new Decoded.Valid<>(new Case(candidate, outcome));
        } catch (IllegalArgumentException e) {
          yield invalid(ReasonCode.SCHEMA, String.valueOf(e.getMessage()).replace('\n', ' '));
        }
      }
    };
  }

  /** The table's columns can change while it is captured. */
  private FileMapping mapping(List<String> names) {
    FileMapping known = mapping;
    if (known == null || !names.equals(columns)) {
      known =
          FileMapping.of(
              names,
              settings.profile(),
              Purpose.DECISION,
              settings.codes().names(settings.idColumns()),
              settings.groupColumn() == null
                  ? null
                  : settings.codes().name(settings.groupColumn()));
      columns = names;
      mapping = known;
    }
    return known;
  }

  /** Example: {@code probity-16b3748-5f0c…}: slot, place in the log, digest. */
  private String id(Change change, String who) {
    MessageDigest digest = sha256();
    add(digest, change.table());
    add(digest, who);
    Row row = change.after();
    if (change.snapshot() && row != null) {
      row.columns().forEach(name -> add(digest, name));
      row.cells().forEach(cell -> add(digest, cell));
    }
    String place = change.snapshot() ? "snapshot" : Long.toHexString(change.lsn());
    return settings.slot()
        + "-"
        + place
        + "-"
        + HexFormat.of().formatHex(digest.digest(), 0, DIGEST_BYTES);
  }

  private static void add(MessageDigest digest, String text) {
    byte[] bytes = text.getBytes(UTF_8);
    digest.update((bytes.length + ":").getBytes(UTF_8));
    digest.update(bytes);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("a JDK without SHA-256", e);
    }
  }

  private static Decoded<Case> invalid(ReasonCode code, String reason) {
    return new Decoded.Invalid<>(code, reason, "");
  }

  private static List<Captured> refused(ReasonCode code, String reason) {
    return List.of(
        new Captured.Refused(new IntakeResult.Refused(code, Stage.VALIDATE, reason, 422)));
  }
}
