// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A person took note of an alert, or silenced it for a time. Neither stops any evaluation.
 *
 * @param alertId the alert
 * @param actor who, the subject of the token
 * @param reason why, in the person's words
 * @param silencedUntil until when notifications stay away; null when only taken note of
 * @param time when
 */
public record AlertOrder(
    String alertId, String actor, String reason, @Nullable Instant silencedUntil, Instant time)
    implements StageInput {

  @Override
  public String key() {
    return alertId;
  }
}
