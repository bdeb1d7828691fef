// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.entry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.topics.record.EventType;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EntryTest {
  private static final String ID = "0123456789abcdef".repeat(4);
  private static final Source SOURCE = new Source("probity.predictions.v1", 3);

  private static Headers headers(String... namesAndValues) {
    RecordHeaders headers = new RecordHeaders();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      headers.add(namesAndValues[i], namesAndValues[i + 1].getBytes(UTF_8));
    }
    return headers;
  }

  private static Entry entryOf(
      byte @Nullable [] key, Headers headers, byte @Nullable [] value, TimestampType type) {
    RawRecord raw = new RawRecord(SOURCE, 12, 1_000, type, key, headers, value);
    Prepared prepared = Prepared.of(raw, new byte[32], 0, new Commitments());
    return Entry.parse(prepared.entryBytes(5, 4, 2_000));
  }

  private static Entry entryOf(Headers headers) {
    return entryOf(new byte[] {1}, headers, new byte[] {2}, TimestampType.CREATE_TIME);
  }

  @Test
  void factsComeFromHeaders() {
    // When
    Entry entry =
        entryOf(
            headers(
                "ce_id", "x",
                "probity-event-type", "prediction.scored",
                "probity-schema-id", "0102",
                "probity-prediction-id", ID,
                "probity-model-digest", ID));

    // Then
    assertEquals(EventType.PREDICTION_SCORED.number(), entry.eventType());
    assertEquals(0x0102, entry.schemaId());
    assertEquals(ID, String.valueOf(entry.decisionId()));
    assertEquals(ID, String.valueOf(entry.modelDigest()));
    assertEquals(3 + 8 + 16, entry.flags());
    assertEquals(SOURCE, entry.source());
    assertEquals(12, entry.offset());
    assertEquals(4, entry.seq());
    assertEquals(2_000, entry.appendTime());
  }

  @Test
  void missingMalformedAndRepeatedHeadersLeaveTheirFieldsEmpty() {
    for (Headers bad :
        new Headers[] {
          headers(),
          headers("probity-event-type", "no.such.event", "probity-schema-id", "-001"),
          headers("probity-schema-id", "00FF", "probity-model-digest", ID.toUpperCase()),
          headers("probity-prediction-id", ID.substring(1), "probity-schema-id", ""),
          headers("probity-prediction-id", "0".repeat(64), "probity-schema-id", "00001"),
          headers("probity-prediction-id", ID, "probity-prediction-id", ID),
          new RecordHeaders().add("probity-event-type", null)
        }) {
      // When
      Entry entry = entryOf(bad);
      // Then
      assertEquals(EventType.UNIDENTIFIED.number(), entry.eventType());
      assertEquals(0, entry.schemaId());
      assertNull(entry.decisionId());
      assertNull(entry.modelDigest());
    }
  }

  @Test
  void nullAndEmptyDiffer() {
    // When
    Entry none = entryOf(null, headers(), null, TimestampType.LOG_APPEND_TIME);
    Entry empty = entryOf(new byte[0], headers(), new byte[0], TimestampType.NO_TIMESTAMP_TYPE);

    // Then
    assertNull(none.keyCommit());
    assertNull(none.valueCommit());
    assertEquals(0, none.flags());
    assertEquals(TimeKind.LOG_APPEND, none.timeKind());
    assertNotNull(empty.keyCommit());
    assertNotNull(empty.valueCommit());
    assertEquals(3, empty.flags());
    assertEquals(TimeKind.NONE, empty.timeKind());
  }

  @Test
  void everySingleByteChangeIsRefusedOrReadsAsAnotherEntry() {
    // Given
    Entry original = entryOf(headers("probity-event-type", "prediction.scored"));
    byte[] bytes = original.toBytes();
    int refused = 0;

    for (int at = 0; at < bytes.length; at++) {
      for (int bit = 0; bit < 8; bit++) {
        // When
        byte[] changed = bytes.clone();
        changed[at] ^= (byte) (1 << bit);
        // Then
        try {
          assertTrue(!Entry.parse(changed).equals(original), "byte " + at + " went unnoticed");
        } catch (MalformedEntryException e) {
          refused++;
        }
      }
    }
    assertTrue(refused > 64 * 8, "zero fields and framing must refuse: " + refused);
  }

  @Test
  void refusesOtherLengthsVersionsAndNegativeNumbers() {
    byte[] bytes = entryOf(headers()).toBytes();
    assertThrows(MalformedEntryException.class, () -> Entry.parse(new byte[10]));
    assertThrows(
        MalformedEntryException.class,
        () -> Entry.parse(java.util.Arrays.copyOf(bytes, bytes.length - 1)));
    assertThrows(
        MalformedEntryException.class,
        () -> Entry.parse(java.util.Arrays.copyOf(bytes, bytes.length + 1)));
    for (int at :
        new int[] {
          0,
          EntryLayout.IDX,
          EntryLayout.PARTITION,
          EntryLayout.OFFSET,
          EntryLayout.SEQ,
          EntryLayout.RECORD_TIME,
          EntryLayout.APPEND_TIME
        }) {
      byte[] negative = bytes.clone();
      negative[at] = (byte) 0x80;
      assertThrows(MalformedEntryException.class, () -> Entry.parse(negative), "byte " + at);
    }
  }

  @Test
  void aTopicOf249CharactersFitsAndALongerOneDoesNot() {
    // Given
    Source longest = new Source("t".repeat(249), 0);

    // When
    RawRecord raw = new RawRecord(longest, 0, -5, TimestampType.CREATE_TIME, null, headers(), null);
    Entry entry =
        Entry.parse(Prepared.of(raw, new byte[32], 0, new Commitments()).entryBytes(0, 0, 0));

    // Then
    assertEquals(longest, entry.source());
    assertEquals(-1, entry.recordTime());
    assertThrows(IllegalArgumentException.class, () -> new Source("t".repeat(250), 0));
    assertThrows(IllegalArgumentException.class, () -> new Source("a/b", 0));
    assertThrows(IllegalArgumentException.class, () -> new Source("a", -1));
  }
}
