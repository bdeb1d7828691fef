// SPDX-License-Identifier: Apache-2.0
package dev.probity.explainer;

import dev.probity.topics.EventReader;
import dev.probity.topics.Ids;
import dev.probity.topics.InboundEvent;
import dev.probity.topics.Topics;
import dev.probity.topics.Trace;
import dev.probity.topics.codec.Codecs;
import dev.probity.topics.codec.Decoded;
import dev.probity.topics.record.Prediction;
import dev.probity.topics.record.ReasonCode;
import dev.probity.topics.record.SourcePosition;
import dev.probity.topics.record.Stage;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** Reads a record of the predictions topic, and asserts again what the scorer asserted. */
public final class PredictionReader {
  private final EventReader events = EventReader.of(Topics.PREDICTIONS);
  private final String profile;

  /**
   * A reader.
   *
   * @param profile the profile whose predictions are explained
   */
  public PredictionReader(String profile) {
    this.profile = profile;
  }

  /** What a record turned out to be. */
  public sealed interface Reading {

    /**
     * A prediction to explain.
     *
     * @param prediction the prediction
     * @param trace the trace context it came with
     */
    record Arrived(Prediction prediction, Trace trace) implements Reading {}

    /**
     * A record at fault.
     *
     * @param stage what was being done
     * @param code the coded reason
     * @param reason what is wrong, never a value of the record
     */
    record Refused(Stage stage, ReasonCode code, String reason) implements Reading {}
  }

  /** Reads one record. */
  public Reading read(
      SourcePosition position, byte @Nullable [] key, byte @Nullable [] value, Headers headers) {
    return switch (Codecs.TEXT_KEY.decode(key)) {
      case Decoded.Invalid<String> invalid -> refused(invalid);
      case Decoded.Valid<String>(String id) ->
          switch (events.read(position, id, value, headers)) {
            case Decoded.Invalid<InboundEvent> invalid -> refused(invalid);
            case Decoded.Valid<InboundEvent>(InboundEvent event) -> read(id, value, event);
          };
    };
  }

  private Reading read(String key, byte @Nullable [] value, InboundEvent event) {
    return switch (Codecs.PREDICTION.decode(value)) {
      case Decoded.Invalid<Prediction> invalid -> refused(invalid);
      case Decoded.Valid<Prediction>(Prediction prediction) -> {
        if (!prediction.candidateId().equals(key)) {
          yield refused(ReasonCode.SCHEMA, "/candidateId: expected the record key");
        }
        if (!prediction.id().equals(event.id())
            || !prediction
                .id()
                .equals(Ids.prediction(prediction.source(), prediction.modelDigest()))) {
          yield refused(ReasonCode.SCHEMA, "/id: expected the hash of source and release");
        }
        if (!prediction.profile().equals(profile)) {
          yield refused(ReasonCode.MODEL_MISSING, "/profile: expected " + profile);
        }
        yield new Reading.Arrived(prediction, event.trace());
      }
    };
  }

  private static Reading.Refused refused(ReasonCode code, String reason) {
    return new Reading.Refused(Stage.VALIDATE, code, reason);
  }

  private static <T> Reading.Refused refused(Decoded.Invalid<T> invalid) {
    return new Reading.Refused(Stage.DECODE, invalid.code(), invalid.describe());
  }
}
