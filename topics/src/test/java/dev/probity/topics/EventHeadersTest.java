// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.topics.codec.Decoded;
import dev.probity.topics.record.AuditEntry;
import dev.probity.topics.record.EventType;
import dev.probity.topics.record.Purpose;
import dev.probity.topics.record.SourcePosition;
import dev.probity.topics.value.InvalidValueException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.junit.jupiter.api.Test;

class EventHeadersTest {

  private static final Instant TIME = Candidates.TIME;
  private static final Trace TRACE =
      new Trace("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "a=1", null);

  @Test
  void plainAndCloudEventsHeadersAgreeOnEveryTopic() {
    examples().forEach(EventHeadersTest::assertAgreement);
    assertEquals(Topics.all().size(), examples().size());
  }

  private static void assertAgreement(Topic<?, ?> topic, Headers headers) {
    assertEquals("1.0", text(headers, "ce_specversion"), topic.name());
    assertEquals("urn:probity:schema:" + topic.record() + ":v1", text(headers, "ce_dataschema"));
    assertEquals(topic.schemaId(), Integer.parseInt(text(headers, "probity-schema-id"), 16));
    assertEquals(text(headers, "ce_subject"), text(headers, "probity-subject"));
    assertEquals(text(headers, "ce_modeldigest"), text(headers, "probity-model-digest"));
    assertTrue(EventKinds.types(topic).contains(text(headers, "ce_type")), topic.name());
    String eventType = text(headers, "probity-event-type");
    if (topic.equals(Topics.CHECKPOINTS)) {
      assertNull(eventType);
    } else {
      EventType expected = EventKinds.eventType(text(headers, "ce_type"), null);
      assertEquals(expected.code(), eventType);
    }
    String id = text(headers, "ce_id");
    if (topic.equals(Topics.PREDICTIONS)) {
      assertEquals(id, text(headers, "probity-prediction-id"));
    }
    for (Header header : headers) {
      assertEquals(1, count(headers, header.key()), header.key());
      assertTrue(header.key().matches("ce_[a-z0-9]{1,20}|[a-z][a-z0-9.-]+"), header.key());
    }
  }

  @Test
  void headersOfEveryRecordCanBeReadBack() {
    for (Map.Entry<Topic<?, ?>, Headers> entry : examples().entrySet()) {
      if (entry.getKey().equals(Topics.CHECKPOINTS) || entry.getKey().equals(Topics.REJECTS)) {
        continue; // not JSON
      }
      // Given
      SourcePosition position = new SourcePosition(entry.getKey().name(), 0, 0);
      // When
      Decoded<InboundEvent> read =
          EventReader.of(entry.getKey()).read(position, "C-1001", new byte[0], entry.getValue());
      // Then
      InboundEvent event =
          (InboundEvent) assertInstanceOf(Decoded.Valid.class, read, () -> "" + read).value();
      assertEquals(text(entry.getValue(), "ce_id"), event.id());
      assertEquals(text(entry.getValue(), "probity-event-type"), event.eventType().code());
      assertEquals(TIME, event.time());
    }
  }

  @Test
  void aCandidateOfTheFutureAndOneOfThePastHaveDifferentLedgerTypes() {
    // When
    Headers decision = EventHeaders.candidate(Candidates.example(), "e-1", "/hr", TIME, Trace.NONE);
    Headers history =
        EventHeaders.candidate(Candidates.history("C-2"), "e-2", "/hr", TIME, Trace.NONE);
    // Then
    assertEquals("candidate.received", text(decision, "probity-event-type"));
    assertEquals("candidate.history", text(history, "probity-event-type"));
    assertEquals(text(decision, "ce_type"), text(history, "ce_type"));
    assertEquals(Purpose.HISTORY.code(), text(history, "probity-purpose"));
  }

  @Test
  void producingARecordAgainChangesNothingButTimeAndTrace() {
    // When
    Headers first = EventHeaders.prediction(Predictions.example(), TIME, Trace.NONE);
    Headers second =
        EventHeaders.prediction(Predictions.example(), TIME.plusSeconds(9), Trace.NONE);
    // Then
    for (Header header : first) {
      if (!header.key().equals("ce_time")) {
        assertEquals(text(first, header.key()), text(second, header.key()));
      }
    }
    assertEquals(first.toArray().length, second.toArray().length);
  }

  @Test
  void theFirstTraceTravelsUnchangedWhileEachHopHasItsOwn() {
    // Given
    String hop = "00-0af7651916cd43dd8448eb211c80319c-00f067aa0ba902b7-01";
    // When
    Headers headers =
        EventHeaders.prediction(Predictions.example(), TIME, TRACE.next(hop).next(hop));
    // Then
    assertEquals(hop, text(headers, "traceparent"));
    assertEquals(TRACE.parent(), text(headers, "ce_traceparent"));
    assertNull(new Trace("not a trace", "x=1", null).parent());
    assertNull(new Trace("not a trace", "x=1", null).state());
  }

  @Test
  void headersStayFarBelowTheLimitOfReaders() {
    for (Map.Entry<Topic<?, ?>, Headers> entry : examples().entrySet()) {
      int bytes =
          Arrays.stream(entry.getValue().toArray())
              .mapToInt(header -> header.key().length() + header.value().length)
              .sum();
      assertTrue(bytes <= HeaderTexts.MAX_BYTES / 2, entry.getKey() + ": " + bytes);
    }
  }

  @Test
  void headersOfTheFirstReleaseStayAsTheyAre() {
    // Given
    StringBuilder lines = new StringBuilder();
    examples()
        .forEach(
            (topic, headers) -> {
              for (Header header : headers) {
                String value = header.value() == null ? "(null)" : text(headers, header.key());
                lines.append(topic).append(' ').append(header.key()).append(": ");
                lines.append(value).append('\n');
              }
            });
    String golden = "src/test/resources/golden/v1/headers.txt";
    if (ModuleFiles.updating() && !Files.exists(ModuleFiles.path(golden))) {
      ModuleFiles.write(golden, lines.toString().getBytes(UTF_8)); // written once, never edited
    }
    // When, Then
    assertEquals(ModuleFiles.text(golden), lines.toString());
  }

  @Test
  void anEventWithATopicOfItsOwnDoesNotBelongOnTheAuditTopic() {
    for (EventType type : EventType.values()) {
      AuditEntry entry = AuditEntries.of(type);
      if (EventKinds.onAuditTopic(type)) {
        assertEquals(type.code(), text(EventHeaders.audit(entry), "probity-event-type"));
      } else {
        assertThrows(InvalidValueException.class, () -> EventHeaders.audit(entry), type.code());
      }
    }
  }

  private static Map<Topic<?, ?>, Headers> examples() {
    Map<Topic<?, ?>, Headers> headers = new LinkedHashMap<>();
    headers.put(
        Topics.CANDIDATES, EventHeaders.candidate(Candidates.example(), "e-1", "/hr", TIME, TRACE));
    headers.put(Topics.PREDICTIONS, EventHeaders.prediction(Predictions.example(), TIME, TRACE));
    headers.put(Topics.EXPLANATIONS, EventHeaders.explanation(Explanations.example(), TIME, TRACE));
    headers.put(
        Topics.OUTCOMES, EventHeaders.outcome(Outcomes.example(), "e-3", "/hr", TIME, TRACE));
    headers.put(
        Topics.OVERSIGHT,
        EventHeaders.oversight(OversightDecisions.example(), "e-4", "/console", TIME, TRACE));
    headers.put(Topics.SIGNALS, EventHeaders.signal(Signals.example(), TIME));
    headers.put(Topics.ALERTS, EventHeaders.alert(Alerts.example(), TIME));
    headers.put(
        Topics.RETRAINING, EventHeaders.retraining(Retrainings.example(), "drift-monitor", TIME));
    headers.put(Topics.MODELS, EventHeaders.release(ModelReleases.example(), "trainer", TIME));
    headers.put(Topics.REJECTS, DeadLetter.headers(Rejects.atTheDoor()));
    headers.put(Topics.AUDIT, EventHeaders.audit(AuditEntries.example()));
    headers.put(Topics.CHECKPOINTS, EventHeaders.checkpoint(Checkpoints.example(), TIME));
    return headers;
  }

  private static String text(Headers headers, String name) {
    Header header = headers.lastHeader(name);
    return header == null ? null : new String(header.value(), UTF_8);
  }

  private static int count(Headers headers, String name) {
    int count = 0;
    for (Header header : headers.headers(name)) {
      count += header == null ? 0 : 1;
    }
    return count;
  }
}
