// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.record;

import dev.probity.topics.value.Bytes;
import dev.probity.topics.value.Check;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A record that was refused, untouched, and why. On the topic key and value are the original bytes
 * and everything else travels in headers.
 *
 * @param reasonCode why, from the closed list
 * @param reason what and where in words, never a value from the record; at most 512 characters
 * @param stage the step that refused it
 * @param originalTopic the topic it came from without prefix, or {@code http:/candidates}
 * @param originalPartition its partition; null when refused at a door
 * @param originalOffset its offset; null when refused at a door
 * @param originalTimestamp its Kafka timestamp in milliseconds; null when it had none
 * @param key the original key
 * @param value the original value
 * @param headers the original headers, in order
 * @param service the module that refused it
 * @param serviceVersion the version of that module
 * @param firstFailedAt when it was refused first
 * @param attempts how often it was tried, from 1
 * @param payloadSha256 the SHA-256 of the value, of no bytes when there is none
 */
public record Reject(
    ReasonCode reasonCode,
    String reason,
    Stage stage,
    String originalTopic,
    @Nullable Integer originalPartition,
    @Nullable Long originalOffset,
    @Nullable Long originalTimestamp,
    @Nullable Bytes key,
    @Nullable Bytes value,
    List<RecordHeader> headers,
    String service,
    String serviceVersion,
    Instant firstFailedAt,
    int attempts,
    String payloadSha256) {

  /** Checks and copies the components. */
  public Reject {
    Check.present(reasonCode, "reasonCode");
    Check.text(reason, "reason");
    Check.present(stage, "stage");
    Check.text(originalTopic, "originalTopic");
    if (originalPartition != null) {
      Check.that(originalPartition >= 0, "originalPartition", "0 or more");
    }
    if (originalOffset != null) {
      Check.count(originalOffset, "originalOffset");
    }
    if (originalTimestamp != null) {
      Check.count(originalTimestamp, "originalTimestamp");
    }
    headers = Check.copy(headers, "headers");
    Check.text(service, "service");
    Check.text(serviceVersion, "serviceVersion");
    firstFailedAt = Check.millis(firstFailedAt, "firstFailedAt");
    Check.that(attempts >= 1, "attempts", "1 or more");
    Check.digest(payloadSha256, "payloadSha256");
    Check.that(reason.length() <= MAX_REASON_CHARS, "reason", "at most 512 characters long");
    Check.that(
        (originalPartition == null) == (originalOffset == null),
        "originalOffset",
        "given together with originalPartition");
  }

  /** The longest reason, in characters. */
  public static final int MAX_REASON_CHARS = 512;

  /** The position it came from, or null when it was refused at a door. */
  public @Nullable SourcePosition source() {
    return originalPartition == null || originalOffset == null
        ? null
        : new SourcePosition(originalTopic, originalPartition, originalOffset);
  }
}
