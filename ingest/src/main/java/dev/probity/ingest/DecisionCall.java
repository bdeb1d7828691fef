// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.probity.topics.EventKinds;
import dev.probity.topics.Topics;
import dev.probity.topics.codec.Decoded;
import dev.probity.topics.record.AuditEntry;
import dev.probity.topics.record.EventType;
import dev.probity.topics.record.Prediction;
import dev.probity.topics.value.Bytes;
import dev.probity.topics.value.Rfc3339;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a webhook says about one decision: its band and where to read the rest. The vector and the
 * explanation stay here, where every look at them is on record. The same decision is the same bytes
 * under the same id however often it is said.
 *
 * @param id the prediction id
 * @param candidateId whom it is about
 * @param body the JSON
 */
public record DecisionCall(String id, String candidateId, Bytes body) implements WebhookCall {

  /** The call for a record of the predictions topic; null when it decides nothing. */
  public static @Nullable DecisionCall of(byte @Nullable [] value) {
    return Topics.PREDICTIONS.codec().decode(value)
                instanceof Decoded.Valid<Prediction>(Prediction prediction)
            && prediction.decides()
        ? new DecisionCall(prediction.id(), prediction.candidateId(), body(prediction))
        : null;
  }

  @Override
  public String order() {
    return candidateId;
  }

  @Override
  public AuditEntry refused(int status, String instance, Instant at) {
    return new AuditEntry(
        EventType.PROCESS_ERROR,
        "ingest",
        instance,
        "ingest",
        at,
        candidateId,
        null,
        null,
        null,
        Map.of(),
        Map.of("door", "webhook", "predictionId", id, "status", Integer.toString(status)),
        "the receiver of the webhook refused the decision");
  }

  private static Bytes body(Prediction prediction) {
    ObjectNode node =
        JsonNodeFactory.instance
            .objectNode()
            .put("type", EventKinds.types(Topics.PREDICTIONS).getFirst())
            .put("timestamp", Rfc3339.format(prediction.eventTime()));
    ObjectNode data =
        node.putObject("data")
            .put("candidateId", prediction.candidateId())
            .put("predictionId", prediction.id())
            .put("model", prediction.model())
            .put("modelVersion", prediction.modelVersion())
            .put("modelDigest", prediction.modelDigest())
            .put("band", prediction.band())
            .put("location", "/candidates/" + prediction.candidateId());
    ArrayNode flags = data.putArray("flags");
    prediction.flags().forEach(flags::add);
    return Bytes.copyOf(node.toString().getBytes(UTF_8));
  }
}
