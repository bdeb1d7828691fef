// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.query;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.probity.auditsink.entry.Body;
import dev.probity.auditsink.entry.RawRecord;
import dev.probity.auditsink.entry.Source;
import dev.probity.topics.Candidates;
import dev.probity.topics.DeadLetter;
import dev.probity.topics.EventHeaders;
import dev.probity.topics.Ids;
import dev.probity.topics.ModelReleases;
import dev.probity.topics.Predictions;
import dev.probity.topics.Rejects;
import dev.probity.topics.Topic;
import dev.probity.topics.Topics;
import dev.probity.topics.record.Reject;
import java.util.Objects;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ProjectionTest {
  private final Projection projection = new Projection();

  private static Body body(
      Topic<?, ?> topic, byte @Nullable [] key, Headers headers, byte @Nullable [] value) {
    RawRecord raw =
        new RawRecord(
            new Source(topic.name(), 0), 0, 0, TimestampType.CREATE_TIME, key, headers, value);
    return Body.parse(Body.of(raw, new byte[32], 0).stored());
  }

  private static Projection.Place at(long idx) {
    return new Projection.Place(idx, 2, 41, Candidates.TIME);
  }

  @Test
  void aCandidateBecomesARequestAtItsPlace() {
    // Given
    byte[] value = Topics.CANDIDATES.codec().encode(Candidates.example());
    Body body = body(Topics.CANDIDATES, null, new RecordHeaders(), value);

    // When
    ProjectedRow row = projection.row(at(5), Topics.CANDIDATES, body);

    // Then
    assertEquals(new ProjectedRow.Requested(5, 2, 41, Candidates.TIME, Candidates.example()), row);
  }

  @Test
  void aPredictionBecomesADecisionWithTheDigestOfItsBytes() {
    // Given
    byte[] value = Topics.PREDICTIONS.codec().encode(Predictions.example());
    Body body = body(Topics.PREDICTIONS, null, new RecordHeaders(), value);

    // When
    ProjectedRow row = projection.row(at(7), Topics.PREDICTIONS, body);

    // Then
    ProjectedRow.Decided decided = assertInstanceOf(ProjectedRow.Decided.class, row);
    assertEquals(Predictions.example(), decided.prediction());
    assertEquals(7, decided.idx());
    assertEquals(Ids.sha256(value), decided.valueDigest().toString());
  }

  @Test
  void aDeadLetterBecomesARejectionUnderItsOriginalKey() {
    // Given
    Reject reject = Rejects.example();
    byte[] key = Objects.requireNonNull(reject.key()).toArray();
    byte[] value = Objects.requireNonNull(reject.value()).toArray();

    // When
    ProjectedRow row =
        projection.row(
            at(3), Topics.REJECTS, body(Topics.REJECTS, key, DeadLetter.headers(reject), value));

    // Then
    ProjectedRow.Rejected rejected = assertInstanceOf(ProjectedRow.Rejected.class, row);
    assertEquals(reject, rejected.reject());
    assertEquals("C-1001", rejected.candidateId());
  }

  @Test
  void aReleaseBecomesAnEventOfItsLife() {
    byte[] value = Topics.MODELS.codec().encode(ModelReleases.example());

    ProjectedRow row =
        projection.row(at(1), Topics.MODELS, body(Topics.MODELS, null, new RecordHeaders(), value));

    assertEquals(new ProjectedRow.Released(1, ModelReleases.example()), row);
  }

  @Test
  void whatIsNoRecordGivesNoRow() {
    byte[] junk = "junk".getBytes(UTF_8);
    for (Topic<?, ?> topic : Topics.all()) {
      assertNull(projection.row(at(0), topic, body(topic, junk, new RecordHeaders(), junk)));
      assertNull(projection.row(at(0), topic, body(topic, null, new RecordHeaders(), null)));
    }
  }

  @Test
  void theSubjectIsWhereTheContractSays() {
    // Given
    byte[] key = "C-1".getBytes(UTF_8);
    Headers named = new RecordHeaders().add(EventHeaders.PROBITY_SUBJECT, "C-2".getBytes(UTF_8));
    Body body = body(Topics.REJECTS, key, named, null);

    // Then
    assertEquals("C-1", Projection.subject(Topics.CANDIDATES, key, null));
    assertEquals("C-2", Projection.subject(Topics.REJECTS, key, body));
    assertNull(Projection.subject(Topics.MODELS, key, body));
    assertNull(Projection.subject(Topics.OVERSIGHT, "model:x".getBytes(UTF_8), null));
  }

  @Test
  void aKeyNoDatabaseCanHoldNamesNobody() {
    byte[] zero = {'C', 0};
    byte[] broken = {(byte) 0xff};
    byte[] tooLong = new byte[Projection.LONGEST_KEY + 1];
    for (byte[] key : new byte[][] {zero, broken, tooLong, new byte[0]}) {
      assertNull(Projection.subject(Topics.CANDIDATES, key, null));
    }
  }
}
