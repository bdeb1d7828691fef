// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.probity.topics.Candidates;
import dev.probity.topics.Checkpoints;
import dev.probity.topics.Outcomes;
import dev.probity.topics.OversightDecisions;
import dev.probity.topics.Predictions;
import dev.probity.topics.RecordKind;
import dev.probity.topics.record.Checkpoint;
import dev.probity.topics.record.Outcome;
import dev.probity.topics.record.Prediction;
import dev.probity.topics.record.ReasonCode;
import dev.probity.topics.record.RecordHeader;
import dev.probity.topics.record.Retraining;
import dev.probity.topics.record.RetrainingState;
import dev.probity.topics.value.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EvolutionTest {

  @Test
  void aReaderPassesOverWhatALaterReleaseMayAddToOurRecords() {
    for (RecordKind<?> kind : RecordKind.all()) {
      if (kind.json() && !isFromOutside(kind)) {
        // Given
        String json = new String(kind.encodedExample(), UTF_8);
        String later = "{\"new\":{\"a\":[1,null,\"x\"],\"b\":{}}," + json.substring(1);
        // When
        Decoded<?> decoded = kind.codec().decode(later.getBytes(UTF_8));
        // Then
        assertEquals(new Decoded.Valid<>(kind.example()), decoded, kind.name());
      }
    }
  }

  @Test
  void whatComesFromOutsideHasKnownFieldsOnly() {
    for (RecordKind<?> kind : RecordKind.all()) {
      if (isFromOutside(kind)) {
        String json = new String(kind.encodedExample(), UTF_8);
        assertCode(
            ReasonCode.SCHEMA,
            kind.codec().decode(("{\"new\":1," + json.substring(1)).getBytes(UTF_8)));
      }
    }
  }

  private static boolean isFromOutside(RecordKind<?> kind) {
    return List.of("candidate", "withdrawal", "outcome", "oversight-decision")
        .contains(kind.name());
  }

  @Test
  void evenAPassedOverFieldMustNotNameAFieldTwice() {
    String json = new String(Codecs.PREDICTION.encode(Predictions.example()), UTF_8);
    assertCode(ReasonCode.DUPLICATE_KEY, prediction(json, "\"new\":{\"a\":1,\"a\":1},\"id\""));
    assertCode(ReasonCode.NAN, prediction(json, "\"new\":1e999,\"id\""));
    assertCode(
        ReasonCode.TOO_LARGE, prediction(json, "\"new\":\"" + "x".repeat(2000) + "\",\"id\""));
  }

  private static Decoded<Prediction> prediction(String json, String id) {
    return Codecs.PREDICTION.decode(json.replaceFirst("\"id\"", id).getBytes(UTF_8));
  }

  @Test
  void aFieldThatIsAbsentMeansTheSameAsOneThatIsNull() {
    // Given
    String json =
        "{\"candidateId\":\"C-1001\",\"observed\":{\"WAGP\":52000},"
            + "\"observedAt\":\"2026-01-01T01:00:00.0004+01:00\"}";
    // When
    Decoded<Outcome> decoded = Codecs.OUTCOME.decode(json.getBytes(UTF_8));
    // Then
    assertEquals(new Decoded.Valid<>(Outcomes.example()), decoded);
  }

  @Test
  void recordsThatContradictThemselvesAreRefused() {
    String prediction = new String(Codecs.PREDICTION.encode(Predictions.example()), UTF_8);
    assertPrediction(
        ReasonCode.RANGE, prediction.replace("\"positive\":false", "\"positive\":true"));
    assertPrediction(ReasonCode.RANGE, prediction.replace("0.2875", "1.5"));
    assertPrediction(ReasonCode.TYPE, prediction.replace("f77453ec", "F77453EC"));
    assertPrediction(ReasonCode.RANGE, prediction.replace("\"champion\"", "\"winner\""));
    assertPrediction(ReasonCode.RANGE, prediction.replace("\"partition\":2", "\"partition\":-2"));
    assertPrediction(
        ReasonCode.RANGE, prediction.replace("\"partition\":2", "\"partition\":4294967298"));
    assertPrediction(ReasonCode.TYPE, prediction.replace("2026-01-01T", "2026-01-01t"));
    assertPrediction(ReasonCode.TYPE, prediction.replace("2026-01-01T00", "2026-01-01T24"));
    assertPrediction(ReasonCode.TYPE, prediction.replace("[\"unseen:OCCP\"]", "[null]"));
    String oversight = new String(Codecs.OVERSIGHT.encode(OversightDecisions.example()), UTF_8);
    assertCode(
        ReasonCode.RANGE,
        Codecs.OVERSIGHT.decode(oversight.replace("overridden", "halted").getBytes(UTF_8)));
    assertCode(
        ReasonCode.SCHEMA,
        Codecs.OVERSIGHT.decode(
            oversight.replace("certificate was not in the record", " ").getBytes(UTF_8)));
  }

  private static void assertPrediction(ReasonCode code, String json) {
    assertCode(code, Codecs.PREDICTION.decode(json.getBytes(UTF_8)));
  }

  @Test
  void offsetsAreAPairThatDoesNotRunBackwards() {
    for (String bad :
        List.of("[5,4]", "[1]", "[1,2,3]", "[-1,2]", "[1.5,2]", "{}", "null", "[1,null]")) {
      String json = new String(Codecs.RETRAINING.encode(retraining()), UTF_8);
      String changed =
          json.replace("\"inputOffsets\":{}", "\"inputOffsets\":{\"a-0\":" + bad + "}");
      assertInstanceOf(
          Decoded.Invalid.class, Codecs.RETRAINING.decode(changed.getBytes(UTF_8)), bad);
    }
  }

  private static Retraining retraining() {
    return new Retraining(
        "r",
        "m",
        RetrainingState.REQUESTED,
        "a",
        null,
        null,
        null,
        List.of(),
        List.of(),
        Map.of(),
        null,
        null,
        Candidates.TIME);
  }

  @Test
  void aCheckpointIsItsNoteAndNothingElse() {
    // Given
    String note = Checkpoints.example().note();
    // When, Then
    for (String bad :
        List.of(
            note.replace("\n3\n", "\n03\n"),
            note.replace("\n3\n", "\n-3\n"),
            note.replace("\n3\n", "\n99999999999999999999\n"),
            note.replace("=\n\n", "=\n"),
            note.substring(0, note.length() - 1),
            note.replace("n7uu", "n7u"),
            "",
            "\n\n\n\n")) {
      assertCode(ReasonCode.SCHEMA, Codecs.CHECKPOINT.decode(bad.getBytes(UTF_8)));
    }
    assertCode(ReasonCode.TOO_LARGE, Codecs.CHECKPOINT.decode(new byte[70_000]));
    assertCode(ReasonCode.BAD_UTF8, Codecs.CHECKPOINT.decode(new byte[] {(byte) 0xFF}));
    Decoded<Checkpoint> decoded = Codecs.CHECKPOINT.decode(note.getBytes(UTF_8));
    assertEquals(new Decoded.Valid<>(Checkpoints.example()), decoded);
  }

  @Test
  void aRecordBeyondTheLimitIsABugOfTheWriter() {
    // Given
    List<RecordHeader> headers = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      headers.add(new RecordHeader("h", Bytes.copyOf(new byte[1024 * 1024])));
    }
    JsonCodec<RecordHeader> codec = new JsonCodec<>(LedgerShapes.RECORD_HEADER);
    // When, Then
    assertThrows(IllegalStateException.class, () -> codec.encode(headers.getFirst()));
  }

  @Test
  void base64StandsForItsBytesInOneWayOnly() {
    JsonCodec<RecordHeader> codec = new JsonCodec<>(LedgerShapes.RECORD_HEADER);
    for (String bad : List.of("AB", "AB=", "AB==", "A", "====", "A B=", "AAA_")) {
      String json = "{\"name\":\"h\",\"value\":\"" + bad + "\"}";
      assertCode(ReasonCode.TYPE, codec.decode(json.getBytes(UTF_8)));
    }
  }

  private static void assertCode(ReasonCode code, Decoded<?> decoded) {
    var invalid = assertInstanceOf(Decoded.Invalid.class, decoded);
    assertEquals(code, invalid.code(), invalid::describe);
  }
}
