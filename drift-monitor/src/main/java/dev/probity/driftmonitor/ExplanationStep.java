// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import dev.probity.model.monitor.AttributionReference;
import dev.probity.topics.codec.Codecs;
import dev.probity.topics.codec.Decoded;
import dev.probity.topics.record.Contribution;
import dev.probity.topics.record.Explanation;
import dev.probity.topics.record.SourcePosition;
import dev.probity.topics.record.Stage;
import dev.probity.topics.value.Doubles;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Drops explanations that were delivered again and sends the contributions on. One that came ahead
 * of its candidate waits for its groups, and those behind it with it, so that the order stays. What
 * a release's reference does not tell about explanations cannot be compared, and is left out; a
 * release that is not known yet is not waited for, so that fewer explanations than predictions may
 * be folded, which their rows tell.
 */
final class ExplanationStep implements InboundStep {
  private final TopologyParts parts;
  private final Watermarks watermarks;
  private final GroupStore groups;
  private final WaitingRoom waiting;
  private final int partition;
  private long streamTime;

  ExplanationStep(
      TopologyParts parts,
      Watermarks watermarks,
      GroupStore groups,
      WaitingRoom waiting,
      int partition) {
    this.parts = parts;
    this.watermarks = watermarks;
    this.groups = groups;
    this.waiting = waiting;
    this.partition = partition;
  }

  @Override
  public void take(InboundRecord inbound, Exits exits) {
    streamTime = Math.max(streamTime, inbound.timestamp());
    tend(exits);
    if (waiting.size() > 0 || !settle(inbound, false, exits)) {
      makeRoom(exits);
      waiting.add(inbound);
    }
  }

  @Override
  public void tend(Exits exits) {
    InboundRecord first = waiting.first();
    while (first != null && settle(first, isTooLong(first), exits)) {
      waiting.removeFirst();
      first = waiting.first();
    }
  }

  private boolean isTooLong(InboundRecord inbound) {
    return streamTime - inbound.timestamp() > parts.bounds().patience().toMillis();
  }

  /** When there is no room, the first goes on without its groups. */
  private void makeRoom(Exits exits) {
    InboundRecord first = waiting.first();
    if (first != null && waiting.size() >= parts.bounds().predictions()) {
      settle(first, true, exits);
      waiting.removeFirst();
    }
  }

  /**
   * Whether the record is done with: sent on, dropped or refused; false while it must wait.
   *
   * @param anyhow whether it waits no longer for its candidate's groups
   */
  private boolean settle(InboundRecord inbound, boolean anyhow, Exits exits) {
    return switch (Codecs.EXPLANATION.decode(inbound.valueBytes())) {
      case Decoded.Invalid<Explanation> invalid -> {
        exits.refuse(inbound, Stage.DECODE, invalid.code(), invalid.describe());
        yield true;
      }
      case Decoded.Valid<Explanation>(Explanation explanation) ->
          settle(inbound, explanation, anyhow, exits);
    };
  }

  private boolean settle(
      InboundRecord inbound, Explanation explanation, boolean anyhow, Exits exits) {
    if (!explanation.profile().equals(parts.profile().name())) {
      exits.note(Note.OTHER_PROFILE);
      return true;
    }
    SourcePosition source = explanation.source();
    String series =
        "explained|%s|%s-%d"
            .formatted(explanation.modelDigest(), source.topic(), source.partition());
    if (source.offset() <= watermarks.of(series)) {
      exits.note(Note.EXPLANATION_REPEATED);
      return true;
    }
    MonitoredRelease release = parts.releases().find(explanation.modelDigest());
    double[] contributions = release == null ? null : contributions(release, explanation);
    if (contributions == null) {
      exits.note(Note.EXPLANATION_UNCOMPARED);
    } else {
      byte[] kept = groups.of(source, partition);
      if (kept == null && !anyhow && groups.isToCome(source, partition)) {
        return false;
      }
      exits.toStage(
          new Explained(
              explanation.modelDigest(),
              inbound.position(),
              parts
                  .settings()
                  .events()
                  .timeOf(explanation.eventTime(), Instant.ofEpochMilli(inbound.timestamp())),
              Doubles.of(contributions),
              groups(kept, exits)),
          inbound.timestamp());
    }
    watermarks.raise(series, source.offset());
    return true;
  }

  /** Those of the candidate while they are kept; they stay a while behind its prediction. */
  private Map<String, String> groups(byte @Nullable [] kept, Exits exits) {
    if (kept == null) {
      exits.note(Note.EXPLANATION_GROUPS_UNKNOWN);
      return Map.of();
    }
    return Groups.decode(parts.profile().protectedAttributes(), kept);
  }

  /** In the order of the reference; null when that has no explanations, or other features. */
  static double @Nullable [] contributions(MonitoredRelease release, Explanation explanation) {
    AttributionReference reference = release.reference().attribution();
    List<Contribution> given = explanation.contributions();
    if (reference == null || given.size() != reference.features().size()) {
      return null;
    }
    double[] contributions = new double[given.size()];
    for (int i = 0; i < contributions.length; i++) {
      if (!given.get(i).feature().equals(reference.features().get(i))) {
        return null;
      }
      contributions[i] = given.get(i).value();
    }
    return contributions;
  }
}
