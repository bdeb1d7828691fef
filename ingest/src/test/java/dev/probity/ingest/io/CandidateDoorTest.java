// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest.io;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.probity.ingest.AnswerView;
import dev.probity.ingest.Arrival;
import dev.probity.ingest.CandidateIntake;
import dev.probity.ingest.Texts;
import dev.probity.topics.DeadLetter;
import dev.probity.topics.EventHeaders;
import dev.probity.topics.TopicNames;
import dev.probity.topics.Topics;
import dev.probity.topics.Trace;
import dev.probity.topics.codec.Decoded;
import dev.probity.topics.io.ProfileFiles;
import dev.probity.topics.record.ReasonCode;
import dev.probity.topics.record.Reject;
import dev.probity.topics.record.Withdrawal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

class CandidateDoorTest {
  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

  private final HeldSender broker = new HeldSender();
  private final AnswerView view = new AnswerView(100);
  private final CandidateDoor door =
      new CandidateDoor(
          new CandidateIntake(List.of(ProfileFiles.load("acs-salary")), Duration.ofHours(24)),
          broker,
          TopicNames.PLAIN,
          new Refusals(TopicNames.PLAIN, "1"),
          view,
          IngestListener.SILENT);

  @Test
  void acceptsOnlyAfterTheBrokerHas() {
    CompletableFuture<ElementAnswer> answer = admit(Texts.CANDIDATE, "e-1");
    assertFalse(answer.isDone(), "answered before the acknowledgement");
    broker.acknowledge();
    assertEquals(new ElementAnswer.Accepted("C-1001", "e-1", false), answer.join());
    assertEquals(Topics.CANDIDATES.name(), broker.sent.get(0).topic());
    assertNotNull(view.get("C-1001"));
  }

  @Test
  void theSameEventIsSentOnceAlsoWhileTheFirstIsUnderWay() {
    List<CompletableFuture<ElementAnswer>> answers = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      answers.add(admit(Texts.CANDIDATE.replace("C-1001", "C-" + i), "same"));
    }
    broker.acknowledge();
    assertEquals(1, broker.sent.size());
    for (CompletableFuture<ElementAnswer> answer : answers) {
      assertEquals("C-0", assertInstanceOf(ElementAnswer.Accepted.class, answer.join()).id());
    }
    assertTrue(((ElementAnswer.Accepted) answers.get(99).join()).repeated());
  }

  @Test
  void aWithdrawalIsItsOwnEventAlsoUnderTheKeyOfTheSubmission() {
    admit(Texts.CANDIDATE, "e-1");
    CompletableFuture<ElementAnswer> answer = withdraw("e-1");
    CompletableFuture<ElementAnswer> again = withdraw("e-1");
    assertFalse(answer.isDone(), "answered before the acknowledgement");
    broker.acknowledge();
    assertEquals(new ElementAnswer.Accepted("C-1001", "e-1", false), answer.join());
    assertEquals(new ElementAnswer.Accepted("C-1001", "e-1", true), again.join());
    assertEquals(2, broker.sent.size());
    ProducerRecord<byte[], byte[]> record = broker.sent.get(1);
    assertEquals(Topics.CANDIDATES.name(), record.topic());
    assertEquals(
        "{\"id\":\"C-1001\",\"reason\":\"found another\"}", new String(record.value(), UTF_8));
    assertEquals(
        "candidate.withdrawn",
        new String(record.headers().lastHeader(EventHeaders.EVENT_TYPE).value(), UTF_8));
  }

  @Test
  void aWithdrawalTheBrokerHasNotIsNotPromised() {
    CompletableFuture<ElementAnswer> answer = withdraw("e-1");
    broker.fail();
    assertEquals(503, answer.join().status());
    withdraw("e-1");
    assertEquals(2, broker.sent.size(), "the next try was taken for a repeat");
  }

  @Test
  void promisesNothingWhenTheBrokerIsAwayAndTakesTheEventAgainLater() {
    CompletableFuture<ElementAnswer> answer = admit(Texts.CANDIDATE, "e-1");
    broker.fail();
    assertEquals(503, answer.join().status());
    CompletableFuture<ElementAnswer> again = admit(Texts.CANDIDATE, "e-1");
    broker.acknowledge();
    assertEquals(202, again.join().status());
    assertEquals(2, broker.sent.size());
  }

  @Test
  void aRefusalIsRecordedWithTheBytesAsTheyCame() {
    String bad = Texts.CANDIDATE.replace("\"AGEP\":33", "\"AGEP\":-5");
    CompletableFuture<ElementAnswer> answer = admit(bad, "e-1");
    assertFalse(answer.isDone(), "answered before the refusal was recorded");
    broker.acknowledge();
    assertEquals(422, answer.join().status());
    ProducerRecord<byte[], byte[]> record = broker.sent.get(0);
    assertEquals(Topics.REJECTS.name(), record.topic());
    Reject reject = read(record);
    assertEquals(ReasonCode.RANGE, reject.reasonCode());
    assertEquals("http:/candidates", reject.originalTopic());
    assertEquals(bad, new String(record.value(), UTF_8));
    assertEquals(DeadLetter.payloadSha256(bad.getBytes(UTF_8)), reject.payloadSha256());
  }

  @Test
  void aRefusalThatCannotBeRecordedIsNotAnswered() {
    CompletableFuture<ElementAnswer> answer = admit("nonsense", "e-1");
    broker.fail();
    assertEquals(503, answer.join().status());
  }

  private static Reject read(ProducerRecord<byte[], byte[]> record) {
    return switch (DeadLetter.read(record.key(), record.value(), record.headers())) {
      case Decoded.Valid<Reject>(Reject reject) -> reject;
      case Decoded.Invalid<Reject> invalid -> fail(invalid.describe());
    };
  }

  private CompletableFuture<ElementAnswer> withdraw(String event) {
    Arrival arrival = new Arrival(event, "/hr", null, null, null, NOW);
    return door.withdraw(new Withdrawal("C-1001", "found another"), arrival, Trace.NONE)
        .toCompletableFuture();
  }

  private CompletableFuture<ElementAnswer> admit(String text, String event) {
    Arrival arrival = new Arrival(event, "/hr", null, null, null, NOW);
    byte[] bytes = text.getBytes(UTF_8);
    return door.admit(bytes, bytes, arrival, Trace.NONE).toCompletableFuture();
  }

  /** A broker that answers when told to. */
  private static final class HeldSender implements RecordSender {
    private final List<ProducerRecord<byte[], byte[]>> sent = new ArrayList<>();
    private final List<CompletableFuture<Void>> waiting = new ArrayList<>();

    @Override
    public CompletionStage<Void> send(ProducerRecord<byte[], byte[]> record) {
      sent.add(record);
      CompletableFuture<Void> acknowledgement = new CompletableFuture<>();
      waiting.add(acknowledgement);
      return acknowledgement;
    }

    void acknowledge() {
      List<CompletableFuture<Void>> now = List.copyOf(waiting);
      waiting.clear();
      now.forEach(one -> one.complete(null));
    }

    void fail() {
      List<CompletableFuture<Void>> now = List.copyOf(waiting);
      waiting.clear();
      now.forEach(one -> one.completeExceptionally(new TimeoutException("no answer")));
    }
  }
}
