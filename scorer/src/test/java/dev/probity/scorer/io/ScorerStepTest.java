// SPDX-License-Identifier: Apache-2.0
package dev.probity.scorer.io;

import static dev.probity.scorer.io.ScorerFixture.AUDIT;
import static dev.probity.scorer.io.ScorerFixture.CANDIDATES;
import static dev.probity.scorer.io.ScorerFixture.PREDICTIONS;
import static dev.probity.scorer.io.ScorerFixture.REJECTS;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.scorer.FixedCandidates;
import dev.probity.topics.DeadLetter;
import dev.probity.topics.EventHeaders;
import dev.probity.topics.Topics;
import dev.probity.topics.codec.Decoded;
import dev.probity.topics.io.LoopEnd;
import dev.probity.topics.record.AttributeValue;
import dev.probity.topics.record.AuditEntry;
import dev.probity.topics.record.EventType;
import dev.probity.topics.record.Prediction;
import dev.probity.topics.record.ReleaseEvent;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.Test;

class ScorerStepTest {
  private final ScorerFixture fixture = new ScorerFixture("acs-salary");

  @Test
  void withoutAModelNothingIsTakenAndTheLoopGoesOnPolling() {
    // Given
    send(0, 1);
    // When
    LoopEnd end = fixture.live();
    // Then
    assertInstanceOf(LoopEnd.Closed.class, end);
    assertEquals(0, fixture.kafka.committed(new TopicPartition(CANDIDATES, 0)));
    assertEquals(List.of(), fixture.predictions());
  }

  @Test
  void poisonRecordsBecomeRejectsAndLeaveTheGoodOnesAroundThemAlone() {
    // Given
    fixture.release(1);
    send(0, 1);
    fixture.sendRaw(0, "C-9".getBytes(UTF_8), "{\"id\":".getBytes(UTF_8));
    fixture.sendRaw(0, null, "{}".getBytes(UTF_8));
    fixture.sendRaw(0, "C-9".getBytes(UTF_8), null);
    send(0, 2);
    fixture.send(
        0,
        FixedCandidates.with(FixedCandidates.of(fixture.profile, 3), "AGEP", AttributeValue.of(-5)),
        "e3");
    send(0, 4);
    // When
    fixture.live();
    // Then
    assertEquals(List.of("C-1", "C-2", "C-4"), candidateIds());
    assertEquals(
        List.of("schema", "missing-key", "schema", "range"),
        fixture.kafka.log(REJECTS).stream()
            .map(one -> ScorerFixture.header(one, DeadLetter.PREFIX + "reason-code"))
            .toList());
    assertEquals(7, fixture.kafka.committed(new TopicPartition(CANDIDATES, 0)));
  }

  @Test
  void theSwitchIsOnTheAuditTopicBeforeTheFirstPrediction() {
    // Given
    String digest = fixture.release(1);
    send(0, 1);
    send(1, 2);
    // When
    fixture.live();
    // Then
    List<String> sent = fixture.kafka.sent();
    assertTrue(sent.indexOf(AUDIT + "-0@0") < sent.indexOf(PREDICTIONS + "-0@0"));
    AuditEntry entry = switches().getFirst();
    assertEquals(digest, entry.modelDigest());
    assertEquals(
        Map.of(Topics.CANDIDATES.name() + "-0", 0L, Topics.CANDIDATES.name() + "-1", 0L),
        entry.offsets());
    assertEquals(1, switches().size());
  }

  @Test
  void aPredictionIsToldOfOnlyWhenItIsOnItsTopic() {
    // Given
    fixture.release(1);
    send(0, 1);
    send(0, 2);
    // When
    fixture.live();
    // Then
    List<Prediction> told = List.copyOf(fixture.recorded.keySet());
    assertEquals(
        fixture.kafka.log(PREDICTIONS).stream().map(ScorerFixture::prediction).toList(), told);
    assertEquals(List.of(2, 2), List.copyOf(fixture.recorded.values()));
  }

  @Test
  void aPredictionGoesToThePartitionOfItsCandidateUnderItsKey() {
    // Given
    fixture.release(1);
    send(1, 1);
    // When
    fixture.live();
    // Then
    ConsumerRecord<byte[], byte[]> record =
        fixture.kafka.log(new TopicPartition(PREDICTIONS, 1)).getFirst();
    Prediction prediction = ScorerFixture.prediction(record);
    assertEquals("C-1", new String(record.key(), UTF_8));
    assertEquals(1, prediction.source().partition());
    assertEquals(Topics.CANDIDATES.name(), prediction.source().topic());
    assertEquals(prediction.id(), ScorerFixture.header(record, EventHeaders.PREDICTION_ID));
  }

  @Test
  void aRedeliveryRepeatsKeyValueAndAllHeadersButTheTime() {
    // Given
    fixture.release(1);
    for (int i = 0; i < 20; i++) {
      send(0, i);
    }
    fixture.liveAndDie();
    // When
    fixture.live();
    // Then
    List<ConsumerRecord<byte[], byte[]>> log = fixture.kafka.log(PREDICTIONS);
    assertEquals(40, log.size());
    for (int i = 0; i < 20; i++) {
      assertArrayEquals(log.get(i).key(), log.get(i + 20).key());
      assertArrayEquals(log.get(i).value(), log.get(i + 20).value());
      assertEquals(headersButTime(log.get(i)), headersButTime(log.get(i + 20)));
    }
    assertEquals(1, switches().size());
    assertEquals(List.of(), fixture.kafka.log(REJECTS));
  }

  @Test
  void aHotSwapScoresTheNextRecordsByTheNewRelease() {
    // Given
    String old = fixture.release(1);
    String[] swapped = new String[1];
    send(0, 1);
    // When
    fixture.live(
        () -> {
          swapped[0] = fixture.release(2);
          send(0, 2);
        });
    // Then
    assertEquals(
        List.of(old, swapped[0]),
        fixture.predictions().stream().map(Prediction::modelDigest).toList());
    assertEquals(2, switches().size());
    assertEquals(old, switches().getLast().previousDigest());
    assertEquals(1L, switches().getLast().offsets().get(Topics.CANDIDATES.name() + "-0"));
  }

  @Test
  void killedBetweenSwitchAndCommitAPositionKeepsOnePredictionId() {
    // Given
    fixture.release(1);
    send(0, 1);
    send(0, 2);
    fixture.live(() -> send(0, 3));
    // When
    fixture.liveAndDie(
        () -> send(0, 4),
        () -> {
          fixture.release(2);
          send(0, 5);
        },
        () -> send(0, 6));
    fixture.liveAndDie(() -> send(0, 7));
    fixture.release(3);
    fixture.liveAndDie(() -> send(0, 8));
    fixture.live();
    // Then
    Map<Long, Set<String>> idsByOffset = new HashMap<>();
    fixture
        .predictions()
        .forEach(
            one ->
                idsByOffset
                    .computeIfAbsent(one.source().offset(), o -> new HashSet<>())
                    .add(one.id()));
    assertEquals(8, idsByOffset.size());
    idsByOffset.forEach((offset, ids) -> assertEquals(1, ids.size(), "offset " + offset));
    assertEquals(
        List.of("v1", "v2", "v3"),
        fixture.predictions().stream().map(Prediction::modelVersion).distinct().sorted().toList());
  }

  @Test
  void anOldReleaseThatIsAwayHoldsTheRecordsBackUntilItReturns() {
    // Given
    fixture.release(1);
    send(0, 1);
    fixture.liveAndDie();
    fixture.release(2);
    ScorerFixture restarted = fixture;
    restarted.store.away = true;
    // When
    restarted.liveForgetting(() -> restarted.store.away = false);
    // Then
    assertEquals(
        Set.of("v1"),
        Set.copyOf(restarted.predictions().stream().map(Prediction::modelVersion).toList()));
    assertEquals(2, restarted.predictions().size());
  }

  @Test
  void aRepeatedEventIsRejectedAlsoAfterARestart() {
    // Given
    fixture.release(1);
    fixture.send(0, FixedCandidates.of(fixture.profile, 1), "e1");
    fixture.live();
    fixture.send(0, FixedCandidates.of(fixture.profile, 1), "e1");
    // When
    fixture.live();
    // Then
    assertEquals(1, fixture.predictions().size());
    assertEquals(
        List.of("duplicate-event"),
        fixture.kafka.log(REJECTS).stream()
            .map(one -> ScorerFixture.header(one, DeadLetter.PREFIX + "reason-code"))
            .toList());
  }

  @Test
  void aStoppedModelTakesNothingUntilItIsResumed() {
    // Given
    String digest = fixture.release(1);
    fixture.announce(digest, "v1", ReleaseEvent.STOPPED, null);
    send(0, 1);
    // When
    fixture.live();
    int whileStopped = fixture.predictions().size();
    fixture.announce(digest, "v1", ReleaseEvent.SERVING, null);
    fixture.live();
    // Then
    assertEquals(0, whileStopped);
    assertEquals(1, fixture.predictions().size());
  }

  @Test
  void countsWhatIsAcknowledgedByReleaseStageAndReason() {
    // Given
    fixture.release(1);
    send(0, 1);
    fixture.sendRaw(0, "C-9".getBytes(UTF_8), "{".getBytes(UTF_8));
    // When
    fixture.live();
    // Then
    assertEquals(
        1,
        fixture
            .registry
            .get("probity.predictions")
            .tags("model_version", "v1", "variant", "champion", "result", "scored")
            .counter()
            .count());
    assertEquals(
        1,
        fixture
            .registry
            .get("probity.rejects")
            .tags("stage", "decode", "reason", "schema")
            .counter()
            .count());
  }

  @Test
  void aUseCaseIsAFile() {
    // Given
    ScorerFixture other = new ScorerFixture("apprentice-retention");
    other.release(1);
    other.send(0, FixedCandidates.of(other.profile, 1), "e1");
    other.send(0, FixedCandidates.of(fixture.profile, 2), "e2");
    // When
    other.live();
    // Then
    assertEquals("apprentice-retention", other.predictions().getFirst().profile());
    assertEquals(
        "model-missing",
        ScorerFixture.header(
            other.kafka.log(REJECTS).getFirst(), DeadLetter.PREFIX + "reason-code"));
  }

  private void send(int partition, long number) {
    fixture.send(partition, FixedCandidates.of(fixture.profile, number), "e" + number);
  }

  private List<String> candidateIds() {
    return fixture.predictions().stream().map(Prediction::candidateId).toList();
  }

  private List<AuditEntry> switches() {
    return fixture.kafka.log(AUDIT).stream()
        .map(one -> Topics.AUDIT.codec().decode(one.value()))
        .map(one -> ((Decoded.Valid<AuditEntry>) one).value())
        .filter(entry -> entry.event() == EventType.MODEL_SWITCHED)
        .toList();
  }

  private static List<String> headersButTime(ConsumerRecord<byte[], byte[]> record) {
    List<String> headers = new java.util.ArrayList<>();
    for (Header header : record.headers()) {
      if (!header.key().equals(EventHeaders.TIME)) {
        headers.add(header.key() + "=" + new String(header.value(), UTF_8));
      }
    }
    return headers;
  }
}
