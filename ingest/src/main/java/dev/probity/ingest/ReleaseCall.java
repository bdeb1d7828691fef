// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.probity.topics.EventKinds;
import dev.probity.topics.Ids;
import dev.probity.topics.Topics;
import dev.probity.topics.codec.Decoded;
import dev.probity.topics.record.Alert;
import dev.probity.topics.record.AlertStatus;
import dev.probity.topics.record.AuditEntry;
import dev.probity.topics.record.EventType;
import dev.probity.topics.record.ModelRelease;
import dev.probity.topics.value.Bytes;
import dev.probity.topics.value.Rfc3339;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a webhook says about a release that changed state: registered, approved, challenger,
 * champion, rolled back, retired, refused. Who did it and why stays in the ledger.
 *
 * @param id the SHA-256 of the record, or the id of the alert that tells of a refusal
 * @param model the name of the model
 * @param digest the release
 * @param body the JSON
 */
public record ReleaseCall(String id, String model, String digest, Bytes body)
    implements WebhookCall {
  private static final String REFUSED = "refused";

  /** The call for a record of the models topic; null when no release changed state by it. */
  public static @Nullable ReleaseCall ofRelease(byte @Nullable [] value) {
    if (value == null
        || !(Topics.MODELS.codec().decode(value)
            instanceof Decoded.Valid<ModelRelease>(ModelRelease release))) {
      return null;
    }
    String state = state(release);
    if (state == null) {
      return null;
    }
    ObjectNode node = node(release.event().code(), release.at());
    ObjectNode data = data(node, state, release.name(), release.digest());
    data.put("modelVersion", release.version()).put("profile", release.profile());
    data.put("previousDigest", release.previousDigest());
    return new ReleaseCall(Ids.sha256(value), release.name(), release.digest(), bytes(node));
  }

  /** The call for a record of the alerts topic; null when it refuses no release. */
  public static @Nullable ReleaseCall ofAlert(byte @Nullable [] value) {
    if (!(Topics.ALERTS.codec().decode(value) instanceof Decoded.Valid<Alert>(Alert alert))
        || alert.state() != AlertStatus.FIRING
        || !alert.series().metric().equals(Alert.RELEASE_REFUSED)) {
      return null;
    }
    String model = alert.series().model();
    String digest = alert.series().modelDigest();
    ObjectNode node = node(REFUSED, alert.changedAt());
    data(node, REFUSED, model, digest).put("reason", alert.reason());
    return new ReleaseCall(alert.alertId(), model, digest, bytes(node));
  }

  /** Where the release stands by this record; null when it is about serving. */
  private static @Nullable String state(ModelRelease release) {
    return switch (release.event()) {
      case REGISTERED -> release.approval() == null ? "registered" : "approved";
      case PROMOTED -> release.alias() == null ? "champion" : release.alias();
      case ROLLED_BACK, RETIRED -> release.event().code();
      case SERVING, STOPPED -> null;
    };
  }

  @Override
  public String order() {
    return model;
  }

  @Override
  public AuditEntry refused(int status, String instance, Instant at) {
    return new AuditEntry(
        EventType.PROCESS_ERROR,
        "ingest",
        instance,
        "ingest",
        at,
        null,
        model,
        digest,
        null,
        Map.of(),
        Map.of("door", "release-webhook", "webhookId", id, "status", Integer.toString(status)),
        "the receiver of the webhook refused the release's change of state");
  }

  private static ObjectNode node(String what, Instant at) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("type", EventKinds.PREFIX + "model." + what + ".v1")
        .put("timestamp", Rfc3339.format(at));
  }

  private static ObjectNode data(ObjectNode node, String state, String model, String digest) {
    return node.putObject("data")
        .put("state", state)
        .put("model", model)
        .put("modelDigest", digest);
  }

  private static Bytes bytes(ObjectNode node) {
    return Bytes.copyOf(node.toString().getBytes(UTF_8));
  }
}
