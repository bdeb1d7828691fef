// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import dev.probity.topics.codec.Codecs;
import dev.probity.topics.codec.Decoded;
import dev.probity.topics.record.Prediction;
import dev.probity.topics.record.ReasonCode;
import dev.probity.topics.record.SourcePosition;
import dev.probity.topics.record.Stage;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Drops re-deliveries, joins each prediction with its candidate's groups and sends it on. The
 * scorer keeps the order of a partition, so a source position at or below the highest one folded
 * under the same release was seen before. A prediction of an unknown release, or one that came
 * ahead of its candidate, waits, and those behind it with it, so that the order stays.
 */
final class PredictionStep implements InboundStep {
  private static final int SWEEP_EVERY = 1_000;
  private static final String UNSEEN = "unseen:";

  /** Groups stay this long behind the prediction, for a challenger that lags behind. */
  private static final long KEPT_BEHIND = 10_000;

  private final TopologyParts parts;
  private final GroupStore groups;
  private final Watermarks watermarks;
  private final WaitingRoom waiting;
  private final int partition;
  private long streamTime;
  private long folded;

  PredictionStep(
      TopologyParts parts,
      GroupStore groups,
      Watermarks watermarks,
      WaitingRoom waiting,
      int partition) {
    this.parts = parts;
    this.groups = groups;
    this.watermarks = watermarks;
    this.waiting = waiting;
    this.partition = partition;
  }

  @Override
  public void take(InboundRecord inbound, Exits exits) {
    streamTime = Math.max(streamTime, inbound.timestamp());
    tend(exits);
    if (waiting.size() > 0 || !settle(inbound, false, exits)) {
      if (waiting.size() >= parts.bounds().predictions()) {
        giveUpFirst(exits);
      }
      waiting.add(inbound);
      parts.listener().waiting(partition, waiting.size());
    }
  }

  @Override
  public void tend(Exits exits) {
    int before = waiting.size();
    InboundRecord first = waiting.first();
    while (first != null) {
      boolean tooLong = streamTime - first.timestamp() > parts.bounds().patience().toMillis();
      if (settle(first, tooLong, exits)) {
        waiting.removeFirst();
      } else if (tooLong) {
        refuseFirst(exits);
      } else {
        break;
      }
      first = waiting.first();
    }
    if (waiting.size() != before) {
      parts.listener().waiting(partition, waiting.size());
    }
  }

  /** There is no room: the first goes on without its groups, or is refused without its release. */
  private void giveUpFirst(Exits exits) {
    InboundRecord first = waiting.first();
    if (first != null && settle(first, true, exits)) {
      waiting.removeFirst();
    } else {
      refuseFirst(exits);
    }
  }

  private void refuseFirst(Exits exits) {
    InboundRecord first = waiting.first();
    if (first != null) {
      refuse(
          exits,
          first,
          Stage.JOIN,
          ReasonCode.MODEL_MISSING,
          "the release of the prediction is not known to the monitor");
      waiting.removeFirst();
    }
  }

  /**
   * Whether the record is done with: sent on, dropped or refused; false while it must wait.
   *
   * @param anyhow whether it waits no longer for its candidate's groups
   */
  private boolean settle(InboundRecord inbound, boolean anyhow, Exits exits) {
    return switch (Codecs.PREDICTION.decode(inbound.valueBytes())) {
      case Decoded.Invalid<Prediction> invalid -> {
        refuse(exits, inbound, Stage.DECODE, invalid.code(), invalid.describe());
        yield true;
      }
      case Decoded.Valid<Prediction>(Prediction prediction) ->
          settle(inbound, prediction, anyhow, exits);
    };
  }

  private boolean settle(
      InboundRecord inbound, Prediction prediction, boolean anyhow, Exits exits) {
    if (!prediction.profile().equals(parts.profile().name())) {
      exits.note(Note.OTHER_PROFILE);
      return true;
    }
    SourcePosition source = prediction.source();
    String series = prediction.modelDigest() + "|" + source.topic() + "-" + source.partition();
    if (source.offset() <= watermarks.of(series)) {
      exits.note(Note.REDELIVERED);
      return true;
    }
    MonitoredRelease release = parts.releases().find(prediction.modelDigest());
    byte[] kept = groups.of(source, partition);
    if (release == null || (kept == null && !anyhow && groups.isToCome(source, partition))) {
      return false;
    }
    Instant at = time(inbound, prediction, exits);
    String partition = "time|" + source.topic() + "-" + source.partition();
    if (isForgotten(at, partition)) {
      refuse(exits, inbound, Stage.WINDOW, ReasonCode.CLOCK_SKEW, "beyond monitoring retention");
      watermarks.raise(series, source.offset());
      return true;
    }
    Observation observation = observation(inbound, prediction, at, kept, exits);
    if (release.reference().accepts(observation.vector().toArray())) {
      exits.toStage(observation, inbound.timestamp());
    } else {
      refuse(
          exits,
          inbound,
          Stage.WINDOW,
          ReasonCode.SCHEMA,
          "/vector does not fit the features of the release");
    }
    watermarks.raise(series, source.offset());
    if (++folded % SWEEP_EVERY == 0) {
      groups.dropBefore(source.offset() - KEPT_BEHIND);
    }
    return true;
  }

  private Instant time(InboundRecord inbound, Prediction prediction, Exits exits) {
    Instant event = prediction.eventTime();
    Instant taken =
        parts.settings().events().timeOf(event, Instant.ofEpochMilli(inbound.timestamp()));
    if (!taken.equals(event)) {
      exits.note(Note.CLOCK_SKEW);
    }
    return taken;
  }

  /** Whether the hours of such an event are kept no longer, by what its partition has reached. */
  private boolean isForgotten(Instant at, String partition) {
    if (!parts.settings().events().on()) {
      return false;
    }
    long reached = watermarks.of(partition);
    if (at.toEpochMilli() > reached) {
      watermarks.raise(partition, at.toEpochMilli());
      return false;
    }
    return reached - at.toEpochMilli() > parts.settings().events().retention().toMillis();
  }

  /** A dead letter, and a row that no window holds. */
  private static void refuse(
      Exits exits, InboundRecord inbound, Stage stage, ReasonCode code, String reason) {
    exits.refuse(inbound, stage, code, reason);
    exits.toStage(new Unfolded(Instant.ofEpochMilli(inbound.timestamp())), inbound.timestamp());
  }

  private Observation observation(
      InboundRecord inbound,
      Prediction prediction,
      Instant at,
      byte @Nullable [] kept,
      Exits exits) {
    if (kept == null) {
      exits.note(Note.GROUPS_UNKNOWN);
      return observation(prediction, inbound.position(), at, Map.of());
    }
    Map<String, String> known = Groups.decode(parts.profile().protectedAttributes(), kept);
    return observation(prediction, inbound.position(), at, known);
  }

  /** What the stage takes of a prediction. */
  static Observation observation(
      Prediction prediction, SourcePosition position, Instant at, Map<String, String> groups) {
    List<String> unseen =
        prediction.flags().stream()
            .filter(flag -> flag.startsWith(UNSEEN))
            .map(flag -> flag.substring(UNSEEN.length()))
            .toList();
    return new Observation(
        prediction.modelDigest(),
        prediction.model(),
        Pseudonym.of(prediction.candidateId()),
        prediction.id(),
        prediction.source(),
        position,
        at,
        prediction.vector(),
        unseen,
        prediction.probability(),
        prediction.positive(),
        groups);
  }
}
