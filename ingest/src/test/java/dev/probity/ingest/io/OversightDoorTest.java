// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest.io;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.probity.ingest.Answer;
import dev.probity.ingest.OversightIntake;
import dev.probity.ingest.io.OversightDoor.Said;
import dev.probity.topics.Predictions;
import dev.probity.topics.TopicNames;
import dev.probity.topics.Topics;
import dev.probity.topics.io.ProfileFiles;
import dev.probity.topics.record.OversightDecision;
import dev.probity.topics.record.ReasonCode;
import dev.probity.topics.value.Bytes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

class OversightDoorTest {
  private static final Instant NOW = Instant.parse("2026-11-02T03:04:05.678Z");
  private static final String CONFIRM =
      "{\"action\":\"confirmed\",\"candidateId\":\"C-1001\",\"reason\":\"certificate seen\"}";

  private final List<ProducerRecord<byte[], byte[]>> sent = new ArrayList<>();
  private boolean away;
  private int made;
  private final OversightDoor door =
      new OversightDoor(
          new OversightIntake(
              List.of(ProfileFiles.load("acs-salary")),
              Map.of(
                      "C-1001",
                      Answer.ACCEPTED.scored(
                          Bytes.copyOf(Topics.PREDICTIONS.codec().encode(Predictions.example()))))
                  ::get,
              Duration.ofDays(30)),
          this::send,
          TopicNames.PLAIN,
          new Refusals(TopicNames.PLAIN, "1"),
          IngestListener.SILENT,
          () -> NOW,
          () -> "made-" + made++);

  private CompletionStage<Void> send(ProducerRecord<byte[], byte[]> record) {
    if (away) {
      return CompletableFuture.failedFuture(new TimeoutException("no answer"));
    }
    sent.add(record);
    return CompletableFuture.completedFuture(null);
  }

  private Said decide(String body, String actor, String key) {
    return door.decide(body.getBytes(UTF_8), actor, key, id -> true).toCompletableFuture().join();
  }

  @Test
  void theSameKeyAHundredTimesIsOneDecision() {
    Said first = decide(CONFIRM, "recruiter-1", "k-1");
    for (int i = 0; i < 99; i++) {
      assertEquals(first, decide(CONFIRM, "recruiter-1", "k-1"));
    }
    assertEquals(1, sent.size());
    assertEquals("k-1", assertInstanceOf(Said.Recorded.class, first).eventId());
  }

  @Test
  void aKeyNoEventCanHaveIsRefused() {
    for (String key : List.of("", "k".repeat(1_025), "k\n1")) {
      var refused = assertInstanceOf(Said.Refused.class, decide(CONFIRM, "recruiter-1", key));
      assertEquals(ReasonCode.SCHEMA, refused.refusal().code());
      assertEquals(400, refused.refusal().status());
      assertEquals(
          "Idempotency-Key: expected 1 to 1,024 characters without control characters",
          refused.refusal().reason());
    }
    assertEquals(3, sent.size());
    assertEquals(
        List.of("probity.rejects.v1"),
        sent.stream().map(ProducerRecord::topic).distinct().toList());
  }

  @Test
  void anotherPersonOrAnotherKeyIsAnotherDecision() {
    decide(CONFIRM, "recruiter-1", "k-1");
    decide(CONFIRM, "recruiter-2", "k-1");
    decide(CONFIRM, "recruiter-1", "k-2");
    decide(CONFIRM, "recruiter-1", null);
    assertEquals(4, sent.size());
  }

  @Test
  void anotherDecisionUnderTheSameKeyIsRefusedAndOnRecord() {
    decide(CONFIRM, "recruiter-1", "k-1");
    Said other = decide(CONFIRM.replace("confirmed", "deferred"), "recruiter-1", "k-1");
    Said.Refused refused = assertInstanceOf(Said.Refused.class, other);
    assertEquals(ReasonCode.DUPLICATE_EVENT, refused.refusal().code());
    assertEquals(409, refused.refusal().status());
    assertEquals(Topics.REJECTS.name(), sent.getLast().topic());
  }

  @Test
  void aCandidateOfAnotherRequisitionIsNotKnownHere() {
    Said said =
        door.decide(CONFIRM.getBytes(UTF_8), "recruiter-1", null, id -> false)
            .toCompletableFuture()
            .join();
    assertInstanceOf(Said.Unknown.class, said);
    assertEquals(List.of(), sent);
  }

  @Test
  void whatTheBrokerDidNotTakeMayComeAgainUnderItsKey() {
    away = true;
    assertInstanceOf(Said.Unavailable.class, decide(CONFIRM, "recruiter-1", "k-1"));
    away = false;
    assertInstanceOf(Said.Recorded.class, decide(CONFIRM, "recruiter-1", "k-1"));
    assertEquals(1, sent.size());
  }

  @Test
  void aContestIsDueInThirtyDaysOrWhenItSays() {
    String contest = CONFIRM.replace("confirmed", "contested");
    assertEquals(NOW.plus(Duration.ofDays(30)), dueAt(decide(contest, "r", null)));
    String soon = contest.replace("{", "{\"dueAt\":\"2026-11-09T00:00:00.000Z\",");
    assertEquals(Instant.parse("2026-11-09T00:00:00Z"), dueAt(decide(soon, "r", null)));
    for (String wrong : List.of("2026-11-01T00:00:00.000Z", "2028-01-01T00:00:00.000Z")) {
      String late = contest.replace("{", "{\"dueAt\":\"" + wrong + "\",");
      Said.Refused refused = assertInstanceOf(Said.Refused.class, decide(late, "r", null));
      assertEquals(ReasonCode.RANGE, refused.refusal().code());
    }
    Said none = decide(CONFIRM.replace("{", "{\"dueAt\":\"2026-11-09T00:00:00.000Z\","), "r", null);
    assertInstanceOf(Said.Refused.class, none, "only a contest is due");
  }

  private static Instant dueAt(Said said) {
    OversightDecision decision = assertInstanceOf(Said.Recorded.class, said).decision();
    return decision.dueAt();
  }
}
