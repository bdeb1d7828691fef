// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.probity.ingest.Change.Row;
import dev.probity.topics.codec.Codecs;
import dev.probity.topics.codec.Decoded;
import dev.probity.topics.codec.HttpStatus;
import dev.probity.topics.record.Candidate;
import dev.probity.topics.record.Outcome;
import dev.probity.topics.record.ReasonCode;
import dev.probity.topics.record.Stage;
import dev.probity.topics.record.Withdrawal;
import java.time.Instant;
import java.util.List;

/**
 * An outbox: a table to which an HR system adds, in the transaction of its own change, the event it
 * wants to tell. Its columns {@code id}, {@code type} and {@code payload} are read; rows that are
 * deleted once they are old say nothing.
 */
public final class Outbox {
  /** The types of its events, as the ledger calls them. */
  public static final List<String> TYPES =
      List.of("candidate.received", "candidate.withdrawn", "outcome.observed");

  private static final int LONGEST_ID = 200;

  private final CandidateIntake intake;
  private final String slot;

  /**
   * An outbox.
   *
   * @param slot the name of the replication slot, in front of every event id
   */
  public Outbox(CandidateIntake intake, String slot) {
    this.intake = intake;
    this.slot = slot;
  }

  /** What a change of it means; nothing when no event was added. */
  public List<Captured> of(Change change, Instant now) {
    Row row = change.after();
    if (change.operation() != Change.Operation.WRITTEN || row == null || change.before() != null) {
      return List.of();
    }
    String key = row.cell("id");
    if (key.isBlank() || key.length() > LONGEST_ID) {
      return refused(ReasonCode.SCHEMA, Stage.DECODE, "/id: expected 1 to 200 characters");
    }
    String id = slot + "-outbox-" + key;
    byte[] payload = row.cell("payload").getBytes(UTF_8);
    return switch (row.cell("type")) {
      case "candidate.received" -> candidate(payload, id, now);
      case "candidate.withdrawn" ->
          switch (Codecs.WITHDRAWAL.decode(payload)) {
            case Decoded.Invalid<Withdrawal> invalid -> refused(invalid);
            case Decoded.Valid<Withdrawal>(Withdrawal withdrawal) ->
                List.of(new Captured.Event(withdrawal, id));
          };
      case "outcome.observed" ->
          switch (Codecs.OUTCOME.decode(payload)) {
            case Decoded.Invalid<Outcome> invalid -> refused(invalid);
            case Decoded.Valid<Outcome>(Outcome outcome) ->
                List.of(new Captured.Known(outcome, id));
          };
      default -> refused(ReasonCode.SCHEMA, Stage.DECODE, "/type: expected one of " + TYPES);
    };
  }

  private List<Captured> candidate(byte[] payload, String id, Instant now) {
    Arrival arrival = new Arrival(id, RequestEvent.SOURCE, null, null, null, now);
    return switch (intake.accept(payload, arrival)) {
      case IntakeResult.Accepted(Candidate candidate) -> List.of(new Captured.Event(candidate, id));
      case IntakeResult.Refused refused -> List.of(new Captured.Refused(refused));
    };
  }

  private static List<Captured> refused(Decoded.Invalid<?> invalid) {
    return List.of(
        new Captured.Refused(
            new IntakeResult.Refused(
                invalid.code(), Stage.DECODE, invalid.describe(), HttpStatus.of(invalid))));
  }

  private static List<Captured> refused(ReasonCode code, Stage stage, String reason) {
    return List.of(new Captured.Refused(new IntakeResult.Refused(code, stage, reason, 422)));
  }
}
