// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the door knows about a candidate besides its bytes.
 *
 * @param eventId the sender's id of the event, else one made at the door
 * @param source who says so, a URI
 * @param candidateId the id the candidate gets when its sender gave none; null when it must
 * @param subject the candidate it is about, as the request says beside the record; null when it
 *     does not say
 * @param happened when the event happened, as the sender says; null when it does not say
 * @param arrived when it came to the door
 */
public record Arrival(
    String eventId,
    String source,
    @Nullable String candidateId,
    @Nullable String subject,
    @Nullable Instant happened,
    Instant arrived) {

  /** The time of the event: the sender's, else that of the arrival. */
  public Instant time() {
    return happened == null ? arrived : happened;
  }
}
