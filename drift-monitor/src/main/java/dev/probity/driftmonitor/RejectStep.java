// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import dev.probity.topics.DeadLetter;
import dev.probity.topics.Topics;
import dev.probity.topics.codec.Decoded;
import dev.probity.topics.record.Reject;
import java.time.Instant;

/**
 * Sends word of candidates that were refused, at the door or by the scorer. The scorer keeps the
 * order of a partition, so a position at or below the highest one seen was counted before. What
 * else is refused is no candidate.
 */
final class RejectStep implements InboundStep {
  private static final String DOOR = "http:/candidates";

  private final Watermarks watermarks;

  RejectStep(Watermarks watermarks) {
    this.watermarks = watermarks;
  }

  @Override
  public void take(InboundRecord inbound, Exits exits) {
    Decoded<Reject> decoded =
        DeadLetter.read(inbound.keyBytes(), inbound.valueBytes(), inbound.headers());
    switch (decoded) {
      case Decoded.Invalid<Reject> invalid -> exits.note(Note.REJECT_OTHER);
      case Decoded.Valid<Reject>(Reject reject) -> take(inbound, reject, exits);
    }
  }

  private void take(InboundRecord inbound, Reject reject, Exits exits) {
    boolean atTheDoor = reject.originalTopic().startsWith(DOOR);
    if (!atTheDoor && !reject.originalTopic().equals(Topics.CANDIDATES.name())) {
      exits.note(Note.REJECT_OTHER);
      return;
    }
    Long offset = reject.originalOffset();
    if (!atTheDoor && offset != null) {
      String partition = "refused|" + reject.service() + "|" + reject.originalPartition();
      if (offset <= watermarks.of(partition)) {
        exits.note(Note.REJECT_REPEATED);
        return;
      }
      watermarks.raise(partition, offset);
    }
    exits.toStage(new Refused(Instant.ofEpochMilli(inbound.timestamp())), inbound.timestamp());
  }
}
