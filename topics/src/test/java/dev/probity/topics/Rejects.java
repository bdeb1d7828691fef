// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics;

import dev.probity.topics.record.ReasonCode;
import dev.probity.topics.record.RecordHeader;
import dev.probity.topics.record.Reject;
import dev.probity.topics.record.SourcePosition;
import dev.probity.topics.record.Stage;
import dev.probity.topics.value.Bytes;
import java.util.List;
import java.util.random.RandomGenerator;

/** Dead letters for tests. */
public final class Rejects {

  private Rejects() {}

  /** A candidate of minus five years, refused by the scorer. */
  public static Reject example() {
    return at(new SourcePosition(Topics.CANDIDATES.name(), 2, 41));
  }

  /** The example at another position. */
  public static Reject at(SourcePosition source) {
    Bytes value = Bytes.utf8("{\"AGEP\":-5}");
    return new Reject(
        ReasonCode.RANGE,
        "/attributes/AGEP must be from 17 to 95",
        Stage.VALIDATE,
        source.topic(),
        source.partition(),
        source.offset(),
        1_767_225_600_000L,
        Bytes.utf8("C-1001"),
        value,
        List.of(
            new RecordHeader("ce_id", Bytes.utf8("e-1")),
            new RecordHeader("probity.dlq.reason-code", Bytes.utf8("forged")),
            new RecordHeader("empty", Bytes.EMPTY),
            new RecordHeader("null", null)),
        "scorer",
        "0.1.0",
        Candidates.TIME,
        1,
        DeadLetter.payloadSha256(value.toArray()));
  }

  /** A body refused at the HTTP door. */
  public static Reject atTheDoor() {
    Bytes value = Bytes.utf8("not json");
    return new Reject(
        ReasonCode.SCHEMA,
        "is not JSON at byte 1",
        Stage.DECODE,
        "http:/candidates",
        null,
        null,
        null,
        null,
        value,
        List.of(),
        "ingest",
        "0.1.0",
        Candidates.TIME,
        1,
        DeadLetter.payloadSha256(value.toArray()));
  }

  /** A seeded dead letter. */
  public static Reject random(RandomGenerator random) {
    Draws draws = new Draws(random);
    boolean door = draws.truth();
    Bytes value = draws.orNull(draws::bytes);
    return new Reject(
        draws.member(ReasonCode.class),
        draws.text(),
        draws.member(Stage.class),
        draws.word(),
        door ? null : draws.below(4),
        door ? null : draws.count(),
        draws.orNull(draws::count),
        draws.orNull(draws::bytes),
        value,
        draws.list(() -> new RecordHeader(draws.text(), draws.orNull(draws::bytes))),
        draws.word(),
        draws.word(),
        draws.instant(),
        1 + draws.below(3),
        DeadLetter.payloadSha256(value == null ? null : value.toArray()));
  }
}
