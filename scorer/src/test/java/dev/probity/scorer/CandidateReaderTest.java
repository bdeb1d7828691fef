// SPDX-License-Identifier: Apache-2.0
package dev.probity.scorer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.probity.scorer.CandidateReader.Reading;
import dev.probity.topics.DeadLetter;
import dev.probity.topics.EventHeaders;
import dev.probity.topics.Topics;
import dev.probity.topics.Trace;
import dev.probity.topics.codec.Codecs;
import dev.probity.topics.io.ProfileFiles;
import dev.probity.topics.profile.Profile;
import dev.probity.topics.record.Candidate;
import dev.probity.topics.record.Purpose;
import dev.probity.topics.record.ReasonCode;
import dev.probity.topics.record.SourcePosition;
import dev.probity.topics.record.Stage;
import dev.probity.topics.record.Withdrawal;
import java.time.Duration;
import java.time.Instant;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class CandidateReaderTest {
  private static final Profile SALARY = ProfileFiles.load("acs-salary");
  private static final Candidate CANDIDATE = FixedCandidates.of(SALARY, 1);
  private static final Instant SENT = Instant.parse("2026-11-02T03:04:05.000Z");
  private static final Instant ARRIVED = Instant.parse("2026-11-02T03:04:06.000Z");

  private final CandidateReader reader = new CandidateReader(Duration.ofHours(24));
  private final RecentEvents recent = new RecentEvents();

  /**
   * The event id of a dead letter was seen when it was refused; its replay is a new event, once.
   */
  @Test
  void aReplayedDeadLetterIsReadOnce() {
    // Given
    reader.read(at(1), key(CANDIDATE), value(CANDIDATE), headers("e1"), ARRIVED, recent);
    Headers replayed = headers("e1").add(DeadLetter.REPLAYED_FROM, "rejects/0/7".getBytes(UTF_8));
    Headers forced =
        headers("e1")
            .add(DeadLetter.REPLAYED_FROM, "rejects/0/7".getBytes(UTF_8))
            .add(DeadLetter.REPLAY_ID, "again".getBytes(UTF_8));
    // When
    Reading first = reader.read(at(2), key(CANDIDATE), value(CANDIDATE), replayed, ARRIVED, recent);
    Reading again = reader.read(at(3), key(CANDIDATE), value(CANDIDATE), replayed, ARRIVED, recent);
    Reading third = reader.read(at(4), key(CANDIDATE), value(CANDIDATE), forced, ARRIVED, recent);
    // Then
    assertInstanceOf(Reading.Arrived.class, first);
    assertRefused(Stage.VALIDATE, ReasonCode.DUPLICATE_EVENT, again);
    assertInstanceOf(Reading.Arrived.class, third);
  }

  @Test
  void refusesARecordWithoutKey() {
    assertRefused(
        Stage.DECODE,
        ReasonCode.MISSING_KEY,
        reader.read(at(1), null, value(CANDIDATE), headers("e1"), ARRIVED, recent));
  }

  @Test
  void refusesANullValue() {
    assertRefused(
        Stage.DECODE,
        ReasonCode.SCHEMA,
        reader.read(at(1), key(CANDIDATE), null, headers("e1"), ARRIVED, recent));
  }

  @Test
  void refusesWhatIsNoJson() {
    assertRefused(
        Stage.DECODE,
        ReasonCode.SCHEMA,
        reader.read(at(1), key(CANDIDATE), "{".getBytes(UTF_8), headers("e1"), ARRIVED, recent));
  }

  @Test
  void refusesAKeyThatIsNotTheId() {
    assertRefused(
        Stage.VALIDATE,
        ReasonCode.SCHEMA,
        reader.read(at(1), "C-2".getBytes(UTF_8), value(CANDIDATE), bare(), ARRIVED, recent));
  }

  @Test
  void refusesHistoryWhoseHeaderSaysDecision() {
    assertRefused(
        Stage.VALIDATE,
        ReasonCode.SCHEMA,
        reader.read(at(1), key(CANDIDATE), value(history()), headers("e1"), ARRIVED, recent));
    assertRefused(
        Stage.VALIDATE,
        ReasonCode.SCHEMA,
        reader.read(at(2), key(CANDIDATE), value(history()), bare(), ARRIVED, recent));
  }

  @Test
  void refusesAnEventThatClaimsATimeFarFromItsArrival() {
    assertRefused(
        Stage.VALIDATE,
        ReasonCode.CLOCK_SKEW,
        reader.read(
            at(1),
            key(CANDIDATE),
            value(CANDIDATE),
            headers("e1"),
            SENT.plus(Duration.ofHours(25)),
            recent));
  }

  @Test
  void refusesTheSameEventAtAnotherOffset() {
    // Given
    read(1, headers("e1"));
    // When
    Reading repeat = read(2, headers("e1"));
    // Then
    assertRefused(Stage.VALIDATE, ReasonCode.DUPLICATE_EVENT, repeat);
  }

  @Test
  void theSamePositionAgainIsNoRepeat() {
    // Given
    Reading first = read(1, headers("e1"));
    read(2, headers("e2"));
    // When
    Reading again = read(1, headers("e1"));
    // Then
    assertEquals(first, again);
  }

  @Test
  void theSameIdFromAnotherSourceIsAnotherEvent() {
    // Given
    read(1, headers("e1"));
    Headers other = EventHeaders.candidate(CANDIDATE, "e1", "/hr/two", SENT, Trace.NONE);
    // When
    Reading reading = read(2, other);
    // Then
    assertInstanceOf(Reading.Arrived.class, reading);
  }

  @Test
  void aRecordRememberedFromAnEarlierLifeIsRepeatedAlike() {
    // Given
    reader.remember(at(1), key(CANDIDATE), value(CANDIDATE), headers("e1"), recent);
    // When
    Reading repeat = read(2, headers("e1"));
    // Then
    assertRefused(Stage.VALIDATE, ReasonCode.DUPLICATE_EVENT, repeat);
  }

  @Test
  void plainRecordsOfOneCandidateAreEventsOfTheirOwn() {
    // Given
    read(1, bare());
    // When
    Reading reading = read(2, bare());
    // Then
    assertEquals(
        new Reading.Arrived(CANDIDATE, ARRIVED, Trace.NONE, null),
        assertInstanceOf(Reading.Arrived.class, reading));
  }

  @Test
  void passesOverHistoryAndWithdrawals() {
    // Given
    Headers history = EventHeaders.candidate(history(), "h", "/hr", SENT, Trace.NONE);
    Withdrawal withdrawal = new Withdrawal(CANDIDATE.id(), "found another job");
    Headers withdrawn = EventHeaders.withdrawal(withdrawal, "w", "/hr", SENT, Trace.NONE);
    // When
    Reading past = read(1, history);
    Reading gone =
        reader.read(
            at(2),
            key(CANDIDATE),
            Codecs.WITHDRAWAL.encode(withdrawal),
            withdrawn,
            ARRIVED,
            recent);
    // Then
    assertEquals(new Reading.Passed(), past);
    assertEquals(new Reading.Passed(), gone);
  }

  @Test
  void readsACandidateWithItsOwnTimeAndTrace() {
    // Given
    Trace trace = new Trace("00-" + "a".repeat(32) + "-" + "b".repeat(16) + "-01", null, null);
    Headers headers = EventHeaders.candidate(CANDIDATE, "e1", "/hr", SENT, trace);
    // When
    Reading reading = read(1, headers);
    // Then
    assertEquals(new Reading.Arrived(CANDIDATE, SENT, trace, null), reading);
  }

  private Reading read(long offset, Headers headers) {
    return reader.read(at(offset), key(CANDIDATE), value(CANDIDATE), headers, ARRIVED, recent);
  }

  private static SourcePosition at(long offset) {
    return new SourcePosition(Topics.CANDIDATES.name(), 0, offset);
  }

  private static Headers headers(String id) {
    return EventHeaders.candidate(CANDIDATE, id, "/hr", SENT, Trace.NONE);
  }

  private static Headers bare() {
    return new RecordHeaders();
  }

  private static Candidate history() {
    return new Candidate(
        CANDIDATE.id(),
        Purpose.HISTORY,
        CANDIDATE.profile(),
        CANDIDATE.attributes(),
        CANDIDATE.protectedAttributes(),
        CANDIDATE.provenance());
  }

  private static byte[] key(Candidate candidate) {
    return Codecs.TEXT_KEY.encode(candidate.key());
  }

  private static byte[] value(Candidate candidate) {
    return Codecs.CANDIDATE.encode(candidate);
  }

  private static void assertRefused(Stage stage, ReasonCode code, Reading reading) {
    Reading.Refused refused = assertInstanceOf(Reading.Refused.class, reading);
    assertEquals(stage, refused.stage());
    assertEquals(code, refused.code(), refused.reason());
  }
}
