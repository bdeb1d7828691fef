// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest.io;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.topics.EventHeaders;
import dev.probity.topics.Outcomes;
import dev.probity.topics.TopicNames;
import dev.probity.topics.Topics;
import dev.probity.topics.Trace;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

class OutcomeDoorTest {
  private static final Instant NOW = Instant.parse("2026-11-02T03:04:05.678Z");
  private static final byte[] GOOD = Topics.OUTCOMES.codec().encode(Outcomes.example());

  private final List<ProducerRecord<byte[], byte[]>> sent = new ArrayList<>();
  private boolean away;
  private int made;
  private final OutcomeDoor door =
      new OutcomeDoor(
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

  private ElementAnswer take(byte[] body, Map<String, List<String>> headers) {
    return door.take(new Submission(body, headers, Trace.NONE)).toCompletableFuture().join();
  }

  private static Map<String, List<String>> key(String key) {
    return Map.of("Idempotency-Key", List.of(key), "Content-Type", List.of("application/json"));
  }

  @Test
  void anOutcomeIsTheRecordThatAFileMakesOfIt() {
    ElementAnswer answer = take(GOOD, key("k-1"));
    assertEquals(new ElementAnswer.Accepted("C-1001", "k-1", false), answer);
    ProducerRecord<byte[], byte[]> record = sent.getFirst();
    assertEquals(Topics.OUTCOMES.name(), record.topic());
    assertEquals("C-1001", new String(record.key(), UTF_8));
    assertArrayEquals(GOOD, record.value());
    assertEquals("k-1", header(record, EventHeaders.ID));
    assertEquals("outcome.observed", header(record, EventHeaders.EVENT_TYPE));
  }

  private static String header(ProducerRecord<byte[], byte[]> record, String name) {
    return new String(record.headers().lastHeader(name).value(), UTF_8);
  }

  @Test
  void theSameKeyAHundredTimesIsOneRecord() {
    for (int i = 0; i < 100; i++) {
      ElementAnswer.Accepted answer =
          assertInstanceOf(ElementAnswer.Accepted.class, take(GOOD, key("k-1")));
      assertEquals(i > 0, answer.repeated());
    }
    assertEquals(1, sent.size());
    assertFalse(((ElementAnswer.Accepted) take(GOOD, key("k-2"))).repeated());
  }

  @Test
  void whatTheBrokerDidNotTakeCanBeSentAgain() {
    away = true;
    assertEquals(new ElementAnswer.Unavailable(), take(GOOD, key("k-1")));
    away = false;
    assertEquals(new ElementAnswer.Accepted("C-1001", "k-1", false), take(GOOD, key("k-1")));
  }

  @Test
  void aBadOneIsADeadLetterWithItsBytes() {
    byte[] bad = "{\"candidateId\":\"C-1001\",\"observed\":{},\"salary\":1}".getBytes(UTF_8);
    ElementAnswer.Refused refused =
        assertInstanceOf(ElementAnswer.Refused.class, take(bad, Map.of()));
    assertEquals(422, refused.status());
    ProducerRecord<byte[], byte[]> letter = sent.getFirst();
    assertEquals(Topics.REJECTS.name(), letter.topic());
    assertArrayEquals(bad, letter.value());
  }

  @Test
  void oneThatIsTooLongIsNotKept() {
    ElementAnswer.Refused refused =
        assertInstanceOf(ElementAnswer.Refused.class, take(new byte[(64 << 10) + 1], Map.of()));
    assertEquals(413, refused.status());
    assertNull(sent.getFirst().value());
  }

  @Test
  void headersMustSayTheSameAsTheRecord() {
    Map<String, List<String>> event =
        Map.of(
            "ce-specversion", List.of("1.0"),
            "ce-id", List.of("e-1"),
            "ce-source", List.of("https://hr.example"),
            "ce-type", List.of("dev.probity.outcome.observed.v1"),
            "ce-subject", List.of("C-1001"));
    assertEquals(new ElementAnswer.Accepted("C-1001", "e-1", false), take(GOOD, event));
    byte[] other = Topics.OUTCOMES.codec().encode(Outcomes.of("C-2", 1));
    ElementAnswer.Refused refused =
        assertInstanceOf(ElementAnswer.Refused.class, take(other, event));
    assertTrue(refused.status() >= 400 && refused.status() < 500, "" + refused);
  }
}
