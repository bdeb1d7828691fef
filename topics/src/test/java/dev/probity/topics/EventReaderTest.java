// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.topics.codec.Codecs;
import dev.probity.topics.codec.Decoded;
import dev.probity.topics.record.EventType;
import dev.probity.topics.record.Purpose;
import dev.probity.topics.record.ReasonCode;
import dev.probity.topics.record.SourcePosition;
import dev.probity.topics.record.Withdrawal;
import java.util.Base64;
import java.util.List;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class EventReaderTest {

  private static final SourcePosition POSITION = new SourcePosition(Topics.CANDIDATES.name(), 1, 7);
  private static final byte[] VALUE = MalformedCandidates.good();
  private static final String ATTRIBUTES =
      "\"specversion\":\"1.0\",\"id\":\"e-1\",\"source\":\"/hr\","
          + "\"type\":\"dev.probity.candidate.received.v1\"";

  @Test
  void namesABareRecordAfterItsPosition() {
    // Given
    Headers headers = new RecordHeaders().add("x-team", "hr".getBytes(UTF_8));
    // When
    InboundEvent event = read(Topics.CANDIDATES, VALUE, headers);
    // Then
    assertTrue(event.bare());
    assertEquals("probity.candidates.v1-1-7", event.id());
    assertEquals("/kafka/probity.candidates.v1", event.source());
    assertEquals(EventType.CANDIDATE_RECEIVED, event.eventType());
    assertNull(event.time());
  }

  @Test
  void aBareRecordMayStillSayThatItIsHistoryIfItTellsTheLedgerToo() {
    // Given
    Headers headers = headers("probity-purpose", "history");
    Decoded.Invalid<?> refusal = refuse(Topics.CANDIDATES, VALUE, headers);
    assertEquals(ReasonCode.SCHEMA, refusal.code());
    headers.add("probity-event-type", "candidate.history".getBytes(UTF_8));
    // When
    InboundEvent event = read(Topics.CANDIDATES, VALUE, headers);
    // Then
    assertEquals(Purpose.HISTORY, event.purpose());
    assertEquals(EventType.CANDIDATE_HISTORY, event.eventType());
  }

  @Test
  void aBareRecordWhoseTopicHasManyTypesHasNone() {
    InboundEvent event = read(Topics.OVERSIGHT, VALUE, new RecordHeaders());
    assertEquals(EventType.UNIDENTIFIED, event.eventType());
    assertEquals("", event.type());
  }

  @Test
  void aBareRecordOnATopicOfOursIsRefused() {
    Decoded.Invalid<?> refusal = refuse(Topics.PREDICTIONS, VALUE, new RecordHeaders());
    assertEquals(ReasonCode.SCHEMA, refusal.code());
  }

  @Test
  void takesTheDataOutOfAStructuredEventByteForByte() {
    // Given
    String data = "{ \"id\" : \"C-1001\",\n\"note\":\"\\u00e4\" }";
    byte[] value = ("{" + ATTRIBUTES + ",\"data\": " + data + " }").getBytes(UTF_8);
    // When
    InboundEvent event = read(Topics.CANDIDATES, value, structured());
    // Then
    assertFalse(event.bare());
    assertEquals("e-1", event.id());
    assertEquals(data, new String(event.data(value), UTF_8));
  }

  @Test
  void takesNestedListsTextsAndNumbersAsDataJustTheSame() {
    for (String data : new String[] {"[1,[2,{}]]", "\"t\\\"}\"", "-1.5e3", "true", "{}", "\"ä\""}) {
      byte[] value = ("{\"data\":" + data + "," + ATTRIBUTES + "}").getBytes(UTF_8);
      assertEquals(
          data, new String(read(Topics.CANDIDATES, value, structured()).data(value), UTF_8));
    }
  }

  @Test
  void takesDataInBase64Too() {
    // Given
    String base64 = Base64.getEncoder().encodeToString(VALUE);
    byte[] value = ("{" + ATTRIBUTES + ",\"data_base64\":\"" + base64 + "\"}").getBytes(UTF_8);
    // When
    InboundEvent event = read(Topics.CANDIDATES, value, structured());
    // Then
    assertArrayEquals(VALUE, event.data(value));
  }

  @Test
  void readsAWholeCandidateInEveryMode() {
    byte[] key = "C-1001".getBytes(UTF_8);
    byte[] envelope =
        ("{" + ATTRIBUTES + ",\"data\":" + new String(VALUE, UTF_8) + "}").getBytes(UTF_8);
    Headers binary =
        EventHeaders.candidate(Candidates.example(), "e", "/hr", Candidates.TIME, Trace.NONE);
    for (Decoded<CandidateRecord> read :
        List.of(
            CandidateRecord.read(POSITION, key, VALUE, new RecordHeaders()),
            CandidateRecord.read(POSITION, key, VALUE, binary),
            CandidateRecord.read(POSITION, key, envelope, structured()))) {
      var valid = assertInstanceOf(Decoded.Valid.class, read, () -> "" + read);
      assertEquals(Candidates.example(), ((CandidateRecord) valid.value()).body());
    }
  }

  @Test
  void readsAWithdrawalByTheTypeOfItsEvent() {
    // Given
    Withdrawal withdrawal = Candidates.withdrawal();
    byte[] value = Codecs.WITHDRAWAL.encode(withdrawal);
    Headers headers =
        EventHeaders.withdrawal(withdrawal, "e-9", "/hr", Candidates.TIME, Trace.NONE);
    // When
    Decoded<CandidateRecord> read =
        CandidateRecord.read(POSITION, "C-1001".getBytes(UTF_8), value, headers);
    // Then
    var valid = assertInstanceOf(Decoded.Valid.class, read, () -> "" + read);
    CandidateRecord record = (CandidateRecord) valid.value();
    assertEquals(withdrawal, record.body());
    assertEquals(EventType.CANDIDATE_WITHDRAWN, record.event().eventType());
    assertEquals(
        "urn:probity:schema:withdrawal:v1",
        new String(headers.lastHeader("ce_dataschema").value(), UTF_8));
    assertEquals("000d", new String(headers.lastHeader("probity-schema-id").value(), UTF_8));
  }

  @Test
  void refusesAnEnvelopeThatCouldBeUnderstoodInTwoWays() {
    String[] bodies = {
      "{" + ATTRIBUTES + ",\"data\":1,\"data\":2}",
      "{" + ATTRIBUTES + ",\"data\":1,\"data_base64\":\"\"}",
      "{" + ATTRIBUTES + ",\"id\":\"e-2\",\"data\":1}",
      "{" + ATTRIBUTES + ",\"data\":{\"a\":1,\"a\":2}}",
      "{" + ATTRIBUTES + ",\"data\":1} x",
      "{" + ATTRIBUTES + ",\"data\":NaN}",
      "{" + ATTRIBUTES + ",\"data_base64\":\"AB\"}",
      "{" + ATTRIBUTES + "}",
      "{\"data\":1}",
      "[]",
      "",
    };
    for (String body : bodies) {
      refuse(Topics.CANDIDATES, body.getBytes(UTF_8), structured());
    }
    refuse(Topics.CANDIDATES, null, structured());
  }

  @Test
  void refusesStructuredModeBesideBinaryHeadersAndOnTopicsOfOurs() {
    // Given
    byte[] value = ("{" + ATTRIBUTES + ",\"data\":{}}").getBytes(UTF_8);
    // When, Then
    refuse(Topics.PREDICTIONS, value, structured());
    refuse(Topics.CANDIDATES, value, structured().add("ce_id", "e".getBytes(UTF_8)));
    refuse(Topics.CANDIDATES, value, headers("content-type", "application/cloudevents-batch+json"));
  }

  @Test
  void theNameOfTheModeIsReadWithoutRegardToCaseAndParameters() {
    byte[] value = ("{" + ATTRIBUTES + ",\"data\":{}}").getBytes(UTF_8);
    String type = "Application/CloudEvents+JSON; charset=UTF-8";
    assertEquals("e-1", read(Topics.CANDIDATES, value, headers("content-type", type)).id());
  }

  @Test
  void onOversightTheKeyOfAModelMayDifferFromTheSubject() {
    // Given
    Headers headers =
        EventHeaders.oversight(
            OversightDecisions.halted("acs-salary"), "e", "/ops", Candidates.TIME, Trace.NONE);
    // When
    Decoded<InboundEvent> read =
        EventReader.of(Topics.OVERSIGHT).read(POSITION, "model:acs-salary", VALUE, headers);
    // Then
    var valid = assertInstanceOf(Decoded.Valid.class, read, () -> "" + read);
    assertEquals(EventType.SCORING_HALTED, ((InboundEvent) valid.value()).eventType());
  }

  @Test
  void aBrokenTraceIsLeftOutAndLosesNoRecord() {
    Headers headers = headers("traceparent", "nonsense").add("tracestate", "x".getBytes(UTF_8));
    assertEquals(Trace.NONE, read(Topics.CANDIDATES, VALUE, headers).trace());
  }

  private static InboundEvent read(Topic<?, ?> topic, byte[] value, Headers headers) {
    Decoded<InboundEvent> read = EventReader.of(topic).read(POSITION, "C-1001", value, headers);
    return switch (read) {
      case Decoded.Valid<InboundEvent> valid -> valid.value();
      case Decoded.Invalid<InboundEvent> invalid -> throw new AssertionError(invalid);
    };
  }

  private static Decoded.Invalid<?> refuse(Topic<?, ?> topic, byte[] value, Headers headers) {
    return assertInstanceOf(
        Decoded.Invalid.class,
        EventReader.of(topic).read(POSITION, "C-1001", value, headers),
        () -> new String(value, UTF_8));
  }

  private static Headers structured() {
    return headers("content-type", "application/cloudevents+json");
  }

  private static Headers headers(String name, String value) {
    return new RecordHeaders().add(name, value.getBytes(UTF_8));
  }
}
