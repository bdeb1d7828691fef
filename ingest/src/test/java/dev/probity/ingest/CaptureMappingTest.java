// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.topics.codec.Decoded;
import dev.probity.topics.io.ProfileFiles;
import dev.probity.topics.profile.Profile;
import dev.probity.topics.record.ReasonCode;
import dev.probity.topics.record.Withdrawal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class CaptureMappingTest {
  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
  private static final Profile PROFILE = ProfileFiles.load("acs-salary");
  private static final String ROW = row("C-1", 33, "null");

  private final CaptureMapping mapping = mapping(false);

  @Test
  void aWrittenRowIsACandidateAndTheSameChangeTheSameEvent() {
    Captured.Event event = event(only(change("c", "null", ROW, 0x16b3748)));
    assertEquals("C-1", event.event().id());
    assertTrue(event.id().matches("slot-16b3748-[0-9a-f]{16}"), event.id());
    assertEquals(event, event(only(change("c", "null", ROW, 0x16b3748))));
    assertNotEquals(event.id(), event(only(change("c", "null", ROW, 0x16b3749))).id());
    String other = row("C-2", 33, "null");
    assertNotEquals(event.id(), event(only(change("c", "null", other, 0x16b3748))).id());
  }

  /** A snapshot that is taken again stands at another place, and its rows are the same events. */
  @Test
  void aRowOfASnapshotIsNamedAfterItsContent() {
    String first = event(only(change("r", "null", ROW, 1))).id();
    assertEquals(first, event(only(change("r", "null", ROW, 2))).id());
    assertNotEquals(first, event(only(change("r", "null", row("C-1", 34, "null"), 2))).id());
  }

  @Test
  void anUpdateOfAColumnNobodyReadsIsNothing() {
    assertEquals(List.of(), mapping.of(change("u", ROW, ROW.replace("\"x\"", "\"y\""), 1), NOW));
    assertEquals(1, mapping.of(change("u", ROW, row("C-1", 34, "null"), 1), NOW).size());
    assertEquals(1, mapping.of(change("u", "null", ROW, 1), NOW).size());
  }

  @Test
  void anUpdateOfTheIdWithdrawsTheOldOne() {
    List<Captured> both = mapping.of(change("u", ROW, row("C-9", 33, "null"), 1), NOW);
    assertEquals("C-1", assertInstanceOf(Withdrawal.class, event(both.get(0)).event()).id());
    assertEquals("C-9", event(both.get(1)).event().id());
    assertNotEquals(event(both.get(0)).id(), event(both.get(1)).id());
  }

  @Test
  void theTargetsColumnIsAnOutcomeWhenItIsFilled() {
    String known = row("C-1", 33, "52000");
    Captured.Known outcome =
        assertInstanceOf(Captured.Known.class, only(change("u", ROW, known, 1)));
    assertEquals("C-1", outcome.outcome().candidateId());
    assertEquals(Instant.ofEpochMilli(1_700_000_000_000L), outcome.outcome().observedAt());
    assertEquals(List.of(), mapping.of(change("u", known, known, 2), NOW));
  }

  @Test
  void aDeletedRowIsAWithdrawalAndByPolicyARequestToErase() {
    Captured.Event event = event(only(change("d", ROW, "null", 1)));
    assertInstanceOf(Withdrawal.class, event.event());
    List<Captured> both = mapping(true).of(change("d", ROW, "null", 1), NOW);
    assertEquals(2, both.size());
    assertEquals("C-1", assertInstanceOf(Captured.Erasure.class, both.get(1)).candidateId());
  }

  /** Without the full identity the log tells the primary key alone. */
  @Test
  void aDeletedRowOfWhichOnlyTheKeyIsToldIsAWithdrawalToo() {
    String key = ROW.replaceAll(":\\d+", ":null");
    assertEquals("C-1", event(only(change("d", key, "null", 1))).event().id());
  }

  @Test
  void whatCannotBeTakenInIsRefusedWithoutItsValues() {
    refused(ReasonCode.RANGE, change("c", "null", row("C-1", -5, "null"), 1));
    refused(ReasonCode.SCHEMA, change("c", "null", row("", 33, "null"), 1));
    refused(ReasonCode.SCHEMA, change("c", "null", "{\"id\":\"secret\"}", 1));
    refused(ReasonCode.SCHEMA, change("d", "null", "null", 1));
    refused(ReasonCode.SCHEMA, change("t", "null", "null", 1));
    String cut = ROW.replace("\"x\"", "\"__debezium_unavailable_value\"");
    refused(ReasonCode.SCHEMA, change("u", "null", cut, 1));
  }

  @Test
  void columnsMayChangeWhileTheTableIsCaptured() {
    only(change("c", "null", ROW, 1));
    String wider = ROW.replace("\"x\"", "\"x\",\"more\":1");
    assertEquals("C-1", event(only(change("c", "null", wider, 2))).event().id());
  }

  @Test
  void whatIsNoChangeIsSaid() {
    for (String text : List.of("", "{", "[]", "{\"op\":\"c\"}", "{\"op\":\"x\"}")) {
      assertInstanceOf(Decoded.Invalid.class, Change.read(text.getBytes(UTF_8)), text);
    }
  }

  static Change change(String operation, String before, String after, long lsn) {
    String json =
        "{\"op\":\"%s\",\"before\":%s,\"after\":%s,\"source\":{\"schema\":\"hr\",\"table\":\"c\","
            + "\"lsn\":%d,\"ts_ms\":1700000000000}}";
    byte[] bytes = json.formatted(operation, before, after, lsn).getBytes(UTF_8);
    return assertInstanceOf(Decoded.Valid.class, Change.read(bytes)).value() instanceof Change one
        ? one
        : null;
  }

  private static String row(String id, int age, String wage) {
    return ("{\"id\":\"%s\",\"CIT\":1,\"COW\":1,\"INDP\":7860,\"OCCP\":4720,\"HICOV\":1,\"WKWN\":52,"
            + "\"WKHP\":40,\"AGEP\":%d,\"SCHL\":21,\"SEX\":2,\"RAC1P\":1,\"WAGP\":%s,\"note\":\"x\"}")
        .formatted(id, age, wage);
  }

  private static CaptureMapping mapping(boolean erase) {
    return new CaptureMapping(
        new CaptureMapping.Settings(PROFILE, List.of("id"), null, CodeMapping.NONE, "slot", erase),
        new CandidateIntake(List.of(PROFILE), Duration.ofDays(36_500)));
  }

  private Captured only(Change change) {
    List<Captured> events = mapping.of(change, NOW);
    assertEquals(1, events.size(), events.toString());
    return events.getFirst();
  }

  private static Captured.Event event(Captured captured) {
    return assertInstanceOf(Captured.Event.class, captured);
  }

  private void refused(ReasonCode code, Change change) {
    IntakeResult.Refused refusal = assertInstanceOf(Captured.Refused.class, only(change)).refusal();
    assertEquals(code, refusal.code(), refusal.reason());
    assertFalse(refusal.reason().contains("secret"), refusal.reason());
    assertFalse(refusal.reason().contains("-5"), refusal.reason());
  }
}
