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
 * Drops explanations that were delivered again and sends the contributions on. What a release's
 * reference does not tell about explanations cannot be compared, and is left out; a release that is
 * not known yet is not waited for, so that fewer explanations than predictions may be folded, which
 * their rows tell.
 */
final class ExplanationStep implements InboundStep {
  private final TopologyParts parts;
  private final Watermarks watermarks;
  private final GroupStore groups;
  private final int partition;

  ExplanationStep(TopologyParts parts, Watermarks watermarks, GroupStore groups, int partition) {
    this.parts = parts;
    this.watermarks = watermarks;
    this.groups = groups;
    this.partition = partition;
  }

  @Override
  public void take(InboundRecord inbound, Exits exits) {
    switch (Codecs.EXPLANATION.decode(inbound.valueBytes())) {
      case Decoded.Invalid<Explanation> invalid ->
          exits.refuse(inbound, Stage.DECODE, invalid.code(), invalid.describe());
      case Decoded.Valid<Explanation>(Explanation explanation) -> take(inbound, explanation, exits);
    }
  }

  private void take(InboundRecord inbound, Explanation explanation, Exits exits) {
    if (!explanation.profile().equals(parts.profile().name())) {
      exits.note(Note.OTHER_PROFILE);
      return;
    }
    SourcePosition source = explanation.source();
    String series =
        "explained|%s|%s-%d"
            .formatted(explanation.modelDigest(), source.topic(), source.partition());
    if (source.offset() <= watermarks.of(series)) {
      exits.note(Note.EXPLANATION_REPEATED);
      return;
    }
    MonitoredRelease release = parts.releases().find(explanation.modelDigest());
    double[] contributions = release == null ? null : contributions(release, explanation);
    if (contributions == null) {
      exits.note(Note.EXPLANATION_UNCOMPARED);
    } else {
      exits.toStage(
          new Explained(
              explanation.modelDigest(),
              inbound.position(),
              parts
                  .settings()
                  .events()
                  .timeOf(explanation.eventTime(), Instant.ofEpochMilli(inbound.timestamp())),
              Doubles.of(contributions),
              groups(source)),
          inbound.timestamp());
    }
    watermarks.raise(series, source.offset());
  }

  /** Those of the candidate while they are kept; they stay a while behind its prediction. */
  private Map<String, String> groups(SourcePosition source) {
    byte[] kept = source.partition() == partition ? groups.find(source.offset()) : null;
    return kept == null ? Map.of() : Groups.decode(parts.profile().protectedAttributes(), kept);
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
