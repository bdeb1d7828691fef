// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.topics.codec.Decoded;
import dev.probity.topics.record.Reject;
import dev.probity.topics.value.Bytes;
import java.util.List;
import java.util.Random;
import org.apache.kafka.common.header.Headers;
import org.junit.jupiter.api.Test;

class DeadLetterTest {

  private static final List<String> FACTS =
      List.of(
          "reason-code",
          "reason",
          "stage",
          "original-topic",
          "service",
          "service-version",
          "first-failed-at",
          "attempts",
          "payload-sha256");

  @Test
  void everyDeadLetterReadsBackAsItWasWritten() {
    long seed = Long.getLong("probity.seed", 3);
    Random random = new Random(seed);
    for (int i = 0; i < 300; i++) {
      // Given
      Reject reject = Rejects.random(random);
      // When
      Decoded<Reject> read = read(reject, DeadLetter.headers(reject));
      // Then
      assertEquals(new Decoded.Valid<>(reject), read, "seed " + seed);
    }
  }

  @Test
  void bothHeaderSetsSayTheSame() {
    // When
    Headers headers = DeadLetter.headers(Rejects.example());
    // Then
    assertEquals(text(headers, "probity.dlq.reason"), text(headers, "dead-letter-reason"));
    assertEquals(text(headers, "probity.dlq.reason-code"), text(headers, "dead-letter-cause"));
    for (String fact : List.of("topic", "partition", "offset")) {
      assertEquals(
          text(headers, "probity.dlq.original-" + fact), text(headers, "dead-letter-" + fact));
    }
    assertEquals("C-1001", text(headers, "probity-subject"));
    assertEquals("record.rejected", text(headers, "probity-event-type"));
  }

  @Test
  void aForgedOriginalHeaderNeverPassesForOurs() {
    // Given
    Reject reject = Rejects.example();
    // When
    Headers headers = DeadLetter.headers(reject);
    // Then
    assertEquals("range", text(headers, "probity.dlq.reason-code"));
    assertEquals("forged", text(headers, "probity.dlq.header.probity.dlq.reason-code"));
    assertEquals(reject.headers(), DeadLetter.copy(DeadLetter.restored(reject)));
  }

  @Test
  void aRefusalAtADoorHasNoPosition() {
    // When
    Headers headers = DeadLetter.headers(Rejects.atTheDoor());
    // Then
    assertNull(text(headers, "probity.dlq.original-partition"));
    assertNull(text(headers, "dead-letter-offset"));
    assertEquals("http:/candidates", text(headers, "probity.dlq.original-topic"));
    assertNull(Rejects.atTheDoor().source());
  }

  @Test
  void refusesADeadLetterThatLacksAFact() {
    for (String fact : FACTS) {
      // Given
      Headers headers = DeadLetter.headers(Rejects.example());
      headers.remove("probity.dlq." + fact);
      // When
      Decoded<Reject> read = read(Rejects.example(), headers);
      // Then
      var invalid = assertInstanceOf(Decoded.Invalid.class, read, fact);
      assertTrue(invalid.reason().startsWith("probity.dlq." + fact), invalid.reason());
    }
  }

  @Test
  void refusesADeadLetterThatSaysAFactTwice() {
    // Given
    Headers headers = DeadLetter.headers(Rejects.example());
    headers.add("probity.dlq.stage", "sink".getBytes(UTF_8));
    // When, Then
    assertInstanceOf(Decoded.Invalid.class, read(Rejects.example(), headers));
  }

  @Test
  void refusesFactsItWouldNotWrite() {
    for (String bad : List.of("-1", "+1", "01", "1.0", "99999999999999999999", "", "x")) {
      // Given
      Headers headers = DeadLetter.headers(Rejects.example());
      headers.remove("probity.dlq.original-offset");
      headers.add("probity.dlq.original-offset", bad.getBytes(UTF_8));
      // When, Then
      assertInstanceOf(Decoded.Invalid.class, read(Rejects.example(), headers), bad);
    }
  }

  @Test
  void aReasonFitsOneLineOfItsHeader() {
    assertEquals("a\\r\\nb", DeadLetter.escaped("a\r\nb"));
    assertEquals(512, DeadLetter.escaped("x".repeat(2000)).length());
  }

  @Test
  void noBytesAndNoValueHaveTheSameHashButAreKeptApart() {
    assertEquals(DeadLetter.payloadSha256(null), DeadLetter.payloadSha256(new byte[0]));
    assertNotEquals(DeadLetter.payloadSha256(null), DeadLetter.payloadSha256(new byte[1]));
    assertFalse(Rejects.example().toString().contains("-5"), "no payload in texts");
  }

  private static Decoded<Reject> read(Reject reject, Headers headers) {
    return DeadLetter.read(bytes(reject.key()), bytes(reject.value()), headers);
  }

  private static byte[] bytes(Bytes bytes) {
    return bytes == null ? null : bytes.toArray();
  }

  private static String text(Headers headers, String name) {
    return headers.lastHeader(name) == null
        ? null
        : new String(headers.lastHeader(name).value(), UTF_8);
  }
}
