// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.probity.topics.record.ReasonCode;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RequestEventTest {
  private static final byte[] BODY = Texts.CANDIDATE.getBytes(UTF_8);

  private final Map<String, List<String>> headers = new HashMap<>();

  private void header(String name, String... values) {
    headers.put(name, List.of(values));
  }

  private void cloudEvent() {
    header("Content-Type", "application/json");
    header("Ce-Specversion", "1.0");
    header("Ce-Type", "dev.probity.candidate.received.v1");
    header("Ce-Id", "e-1");
    header("Ce-Source", "/hr");
  }

  private RequestEvent.Readable readable(byte[] body) {
    return assertInstanceOf(RequestEvent.Readable.class, RequestEvent.of(headers, body));
  }

  private void expectRefusal(ReasonCode code, int status) {
    RequestEvent.Unreadable unreadable =
        assertInstanceOf(RequestEvent.Unreadable.class, RequestEvent.of(headers, BODY));
    assertEquals(code, unreadable.refusal().code(), unreadable.toString());
    assertEquals(status, unreadable.refusal().status(), unreadable.toString());
  }

  @Test
  void plainJsonNeedsNoHeaderAtAll() {
    RequestEvent.Readable event = readable(BODY);

    assertEquals(new RequestEvent.Readable(null, RequestEvent.SOURCE, null, null, null), event);
  }

  @Test
  void plainJsonMayBringIdSourceAndTime() {
    header("idempotency-key", "e-7");
    header("ce-source", "/hr/berlin");
    header("ce-time", "2026-03-01T10:00:00+01:00");

    RequestEvent.Readable event = readable(BODY);

    assertEquals("e-7", event.id());
    assertEquals("/hr/berlin", event.source());
    assertEquals(Instant.parse("2026-03-01T09:00:00Z"), event.time());
  }

  @Test
  void anEmptySourceIsNone() {
    header("ce-source", "");

    assertEquals(RequestEvent.SOURCE, readable(BODY).source());
  }

  @Test
  void aCloudEventSaysEverythingItself() {
    cloudEvent();
    header("ce-subject", "C-1001");

    RequestEvent.Readable event = readable(BODY);

    assertEquals("e-1", event.id());
    assertEquals("/hr", event.source());
    assertEquals("C-1001", event.subject());
    assertNull(event.data());
  }

  @Test
  void anEnvelopeHoldsTheCandidate() {
    header("Content-Type", "application/cloudevents+json; charset=utf-8");
    String envelope =
        "{\"specversion\":\"1.0\",\"id\":\"e-2\",\"source\":\"/hr\","
            + "\"type\":\"dev.probity.candidate.received.v1\",\"data\":"
            + Texts.CANDIDATE
            + "}";

    RequestEvent.Readable event = readable(envelope.getBytes(UTF_8));

    assertEquals("e-2", event.id());
    assertInstanceOf(
        IntakeResult.Accepted.class,
        CandidateIntakeTest.INTAKE.accept(
            event.data().toArray(),
            new Arrival(event.id(), event.source(), null, null, null, CandidateIntakeTest.NOW)));
  }

  @Test
  void theKeyMayStandInForTheIdAndMustNotContradictIt() {
    cloudEvent();
    header("Idempotency-Key", "e-1");
    assertEquals("e-1", readable(BODY).id());

    header("Idempotency-Key", "e-9");
    expectRefusal(ReasonCode.SCHEMA, 400);

    headers.remove("Ce-Id");
    assertEquals("e-9", readable(BODY).id());
  }

  @Test
  void whatCouldBeUnderstoodInTwoWaysIsRefused() {
    cloudEvent();
    header("Ce-Source", "/hr", "/other");
    expectRefusal(ReasonCode.SCHEMA, 400);

    cloudEvent();
    headers.remove("Ce-Type");
    expectRefusal(ReasonCode.SCHEMA, 400);

    cloudEvent();
    header("ce-subject", "C-1001");
    header("ce-partitionkey", "C-2");
    expectRefusal(ReasonCode.SCHEMA, 400);
  }

  @Test
  void anEmptyOrEndlessIdIsRefused() {
    header("Idempotency-Key", "");
    expectRefusal(ReasonCode.SCHEMA, 400);

    header("Idempotency-Key", "x".repeat(2_000));
    expectRefusal(ReasonCode.SCHEMA, 400);

    header("Idempotency-Key", "x".repeat(5_000));
    expectRefusal(ReasonCode.TOO_LARGE, 413);
  }

  @Test
  void aHeaderThatIsNoUtf8IsRefused() {
    header("ce-source", new String(new byte[] {'/', (byte) 0xE4}, ISO_8859_1));

    expectRefusal(ReasonCode.SCHEMA, 400);
  }

  @Test
  void otherMediaTypesAreNotUnderstood() {
    for (String type :
        List.of(
            "application/xml",
            "text/plain",
            "application/x-www-form-urlencoded",
            "application/cloudevents+avro")) {
      header("Content-Type", type);
      expectRefusal(ReasonCode.SCHEMA, 415);
    }
    header("Content-Type", "application/vnd.hr.candidate+json; charset=UTF-8");
    readable(BODY);
  }

  @Test
  void aTimeThatIsNoneIsRefusedAsSuch() {
    header("ce-time", "yesterday");

    expectRefusal(ReasonCode.TYPE, 422);
  }

  @Test
  void aSubjectThatIsNotTheCandidateIsRefusedAtTheDoor() {
    IntakeResult result =
        CandidateIntakeTest.INTAKE.accept(
            BODY, new Arrival("e", "/hr", null, "C-9", null, CandidateIntakeTest.NOW));

    IntakeResult.Refused refused = assertInstanceOf(IntakeResult.Refused.class, result);
    assertEquals(ReasonCode.SCHEMA, refused.code());
    assertEquals(400, refused.status());
  }
}
