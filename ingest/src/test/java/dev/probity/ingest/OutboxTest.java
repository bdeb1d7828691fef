// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.probity.topics.io.ProfileFiles;
import dev.probity.topics.record.Candidate;
import dev.probity.topics.record.ReasonCode;
import dev.probity.topics.record.Withdrawal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutboxTest {
  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

  private final Outbox outbox =
      new Outbox(
          new CandidateIntake(List.of(ProfileFiles.load("acs-salary")), Duration.ofDays(36_500)),
          "slot");

  @Test
  void aRowIsItsEventUnderItsOwnId() {
    Captured.Event taken =
        assertInstanceOf(
            Captured.Event.class, of("c", row("7", "candidate.received", Texts.CANDIDATE)));
    assertEquals("slot-outbox-7", taken.id());
    assertEquals("C-1001", assertInstanceOf(Candidate.class, taken.event()).id());
    assertEquals(taken, of("r", row("7", "candidate.received", Texts.CANDIDATE)));
    Captured.Event gone =
        assertInstanceOf(
            Captured.Event.class,
            of("c", row("8", "candidate.withdrawn", "{\"id\":\"C-1\",\"reason\":\"r\"}")));
    assertEquals(new Withdrawal("C-1", "r"), gone.event());
    String outcome =
        "{\"candidateId\":\"C-1\",\"observed\":{\"WAGP\":5},"
            + "\"observedAt\":\"2026-01-01T00:00:00Z\"}";
    assertInstanceOf(Captured.Known.class, of("c", row("9", "outcome.observed", outcome)));
  }

  @Test
  void whatIsNoEventIsRefused() {
    refused(ReasonCode.SCHEMA, row("7", "candidate.hired", "{}"));
    refused(ReasonCode.SCHEMA, row("", "candidate.received", Texts.CANDIDATE));
    refused(ReasonCode.SCHEMA, row("7", "candidate.received", "{}"));
    refused(ReasonCode.SCHEMA, row("7", "candidate.withdrawn", "nonsense"));
    refused(
        ReasonCode.RANGE,
        row("7", "candidate.received", Texts.CANDIDATE.replace("\"AGEP\":33", "\"AGEP\":-5")));
  }

  @Test
  void cleaningUpSaysNothing() {
    String row = row("7", "candidate.received", Texts.CANDIDATE);
    assertEquals(List.of(), outbox.of(CaptureMappingTest.change("d", row, "null", 1), NOW));
    assertEquals(List.of(), outbox.of(CaptureMappingTest.change("t", "null", "null", 1), NOW));
    assertEquals(List.of(), outbox.of(CaptureMappingTest.change("u", row, row, 1), NOW));
  }

  private static String row(String id, String type, String payload) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("id", id)
        .put("type", type)
        .put("payload", payload)
        .toString();
  }

  private Captured of(String operation, String row) {
    List<Captured> events = outbox.of(CaptureMappingTest.change(operation, "null", row, 1), NOW);
    assertEquals(1, events.size());
    return events.getFirst();
  }

  private void refused(ReasonCode code, String row) {
    assertEquals(
        code, assertInstanceOf(Captured.Refused.class, of("c", row)).refusal().code(), row);
  }
}
