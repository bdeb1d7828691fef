// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.topics.EventHeaders;
import dev.probity.topics.TopicNames;
import dev.probity.topics.Topics;
import dev.probity.topics.Trace;
import dev.probity.topics.codec.Codecs;
import dev.probity.topics.io.OutageException;
import dev.probity.topics.io.ProfileFiles;
import dev.probity.topics.record.Candidate;
import dev.probity.topics.record.FairnessAccess;
import dev.probity.topics.record.OffsetRange;
import dev.probity.topics.record.Outcome;
import dev.probity.topics.record.Withdrawal;
import dev.probity.trainer.AcsSample;
import dev.probity.trainer.CandidateFate;
import dev.probity.trainer.TrainingIntake;
import dev.probity.trainer.data.Table;
import dev.probity.trainer.data.TableColumn;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class TopicReplayTest {
  private static final List<AcsSample.Row> ROWS = AcsSample.some(AcsSample.newYork("train"), 4_000);

  @Test
  void readsToTheEndsTakenAtTheStart() throws Exception {
    // Given
    InMemoryTopics topics = new InMemoryTopics(TopicNames.PLAIN, 4);
    ROWS.forEach(row -> publish(topics, row, row.serial().hashCode()));
    topics.onFirstPoll(() -> publish(topics, ROWS.getFirst(), 0));
    // When
    Replayed replayed = replay(topics, TopicNames.PLAIN, Map.of());
    // Then
    assertEquals(ROWS.size(), replayed.dataset().rows());
    assertEquals(ROWS.size(), replayed.counts().candidatesRead());
    assertEquals(8, replayed.offsets().size());
    assertEquals(
        2L * ROWS.size(), replayed.offsets().values().stream().mapToLong(OffsetRange::size).sum());
    assertEquals(Instant.ofEpochMilli(1_000), replayed.earliest());
    assertEquals(Instant.parse("2024-05-06T07:08:09.123Z"), replayed.latest());
  }

  @Test
  void sameRecordsOverOtherPartitionsAndTimesGiveTheSameDigest() throws Exception {
    // Given
    InMemoryTopics four = new InMemoryTopics(TopicNames.PLAIN, 4);
    InMemoryTopics two = new InMemoryTopics(TopicNames.withPrefix("acme."), 2);
    ROWS.forEach(row -> publish(four, row, row.serial().hashCode()));
    ROWS.reversed().forEach(row -> publish(two, row, row.serial().hashCode()));
    // When
    Replayed one = replay(four, TopicNames.PLAIN, Map.of());
    Replayed other = replay(two, TopicNames.withPrefix("acme."), Map.of());
    // Then
    assertEquals(one.dataset().digest(), other.dataset().digest());
    assertTrue(other.offsets().containsKey("probity.candidates.v1-1"), "named without prefix");
  }

  @Test
  void rangesAskedForAreReadAndNoMore() throws Exception {
    // Given
    InMemoryTopics topics = new InMemoryTopics(TopicNames.PLAIN, 1);
    ROWS.forEach(row -> publish(topics, row, 0));
    Map<String, OffsetRange> ranges = Map.of("probity.candidates.v1-0", new OffsetRange(2, 5));
    // When
    Replayed replayed = replay(topics, TopicNames.PLAIN, ranges);
    // Then
    assertEquals(3, replayed.dataset().rows());
    assertEquals(new OffsetRange(2, 5), replayed.offsets().get("probity.candidates.v1-0"));
  }

  /** Pieces are read side by side and must come out as they went in. */
  @Test
  void recordsAreTakenInTheOrderOfTheTopic() throws Exception {
    // Given
    InMemoryTopics topics = new InMemoryTopics(TopicNames.PLAIN, 1);
    ROWS.forEach(row -> publish(topics, row, 0));
    TrainingIntake intake = intake();
    // When
    new TopicReplay(
            topics.consumer(), TopicNames.PLAIN, Duration.ofSeconds(30), InstantSource.system())
        .run(Map.of(), intake);
    // Then
    for (Table taken : List.of(intake.raw().candidates(), intake.raw().outcomes())) {
      TableColumn.Longs offsets = (TableColumn.Longs) taken.columns().get(1);
      assertEquals(ROWS.size(), taken.rows());
      for (int row = 0; row < taken.rows(); row++) {
        assertEquals(row, offsets.values()[row]);
      }
    }
  }

  @Test
  void offsetsThatAreGoneAreRefusedByName() {
    // Given
    InMemoryTopics topics = new InMemoryTopics(TopicNames.PLAIN, 1);
    publish(topics, ROWS.getFirst(), 0);
    Map<String, OffsetRange> ranges = Map.of("probity.candidates.v1-0", new OffsetRange(0, 9));
    // When
    String message =
        assertThrows(OffsetsGoneException.class, () -> replay(topics, TopicNames.PLAIN, ranges))
            .getMessage();
    // Then
    assertTrue(message.contains("holds offsets 0 to 1, asked for 0 to 9"), message);
  }

  @Test
  void withdrawalsAreKnownByTheirEventType() throws Exception {
    // Given
    InMemoryTopics topics = new InMemoryTopics(TopicNames.PLAIN, 1);
    ROWS.forEach(row -> publish(topics, row, 0));
    String id = ROWS.getFirst().candidate().id();
    Withdrawal withdrawal = new Withdrawal(id, "asked for it");
    Headers headers = EventHeaders.withdrawal(withdrawal, "w", "/hr", Instant.EPOCH, Trace.NONE);
    topics.add(Topics.CANDIDATES, 0, id, Codecs.WITHDRAWAL.encode(withdrawal), headers);
    // When
    Replayed replayed = replay(topics, TopicNames.PLAIN, Map.of());
    // Then
    assertEquals(ROWS.size() - 1, replayed.dataset().rows());
    assertEquals(2, replayed.counts().of(CandidateFate.WITHDRAWN));
  }

  @Test
  void brokerThatSendsNothingEndsTheReplay() {
    // Given
    InMemoryTopics topics = new InMemoryTopics(TopicNames.PLAIN, 1);
    publish(topics, ROWS.getFirst(), 0);
    topics.stall();
    InstantSource clock = new TickingClock();
    // When
    String message =
        assertThrows(
                OutageException.class,
                () ->
                    new TopicReplay(
                            topics.consumer(), TopicNames.PLAIN, Duration.ofSeconds(30), clock)
                        .run(Map.of(), intake()))
            .getMessage();
    // Then
    assertTrue(message.contains("probity.candidates.v1-0"), message);
  }

  private static Replayed replay(
      InMemoryTopics topics, TopicNames names, Map<String, OffsetRange> ranges) throws Exception {
    Duration patience = Duration.ofSeconds(30);
    return new TopicReplay(topics.consumer(), names, patience, InstantSource.system())
        .run(ranges, intake());
  }

  private static TrainingIntake intake() {
    return new TrainingIntake(ProfileFiles.load("acs-salary"), FairnessAccess.forPurpose("test"));
  }

  private static void publish(InMemoryTopics topics, AcsSample.Row row, int hash) {
    Candidate candidate = row.candidate();
    Outcome outcome = row.outcome();
    Instant time = Instant.parse("2024-05-06T07:08:09.123Z");
    Headers headers =
        row.equals(ROWS.getLast())
            ? EventHeaders.candidate(candidate, candidate.id(), "/hr", time, Trace.NONE)
            : new RecordHeaders();
    int partition = Math.floorMod(hash, topics.partitions());
    topics.add(
        Topics.CANDIDATES, partition, candidate.id(), Codecs.CANDIDATE.encode(candidate), headers);
    topics.add(
        Topics.OUTCOMES,
        partition,
        candidate.id(),
        Codecs.OUTCOME.encode(outcome),
        new RecordHeaders());
  }

  /** Advances ten seconds whenever it is read. */
  private static final class TickingClock implements InstantSource {
    private Instant now = Instant.EPOCH;

    @Override
    public Instant instant() {
      now = now.plusSeconds(10);
      return now;
    }
  }
}
