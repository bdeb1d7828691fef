// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one candidate: the decisions made, and a truth that came before any of them.
 *
 * @param decisions the last decisions, oldest first
 * @param early a truth that waits for its decision, or null
 */
record CaseFile(List<Decision> decisions, @Nullable Truth early) {
  static final CaseFile EMPTY = new CaseFile(List.of(), null);

  private static final int DECISIONS_KEPT = 8;

  CaseFile {
    decisions = List.copyOf(decisions);
  }

  /**
   * A decision under one release.
   *
   * @param modelDigest the release
   * @param row the number of the row in the release's stream
   * @param predictionId the prediction
   * @param offset the candidate record's offset, so that champion and challenger find together
   * @param label the truth, null while unknown
   * @param observedAt when the truth was observed; null while unknown
   */
  record Decision(
      String modelDigest,
      long row,
      String predictionId,
      long offset,
      @Nullable Boolean label,
      @Nullable Instant observedAt) {
    Decision with(Truth truth) {
      return new Decision(
          modelDigest, row, predictionId, offset, truth.label(), truth.observedAt());
    }
  }

  CaseFile plus(Decision decision) {
    List<Decision> all = new ArrayList<>(decisions);
    all.add(decision);
    return new CaseFile(all.size() > DECISIONS_KEPT ? all.subList(1, all.size()) : all, early);
  }

  byte[] toBytes() {
    StateOutput out = new StateOutput().count(decisions.size());
    for (Decision decision : decisions) {
      out.text(decision.modelDigest()).whole(decision.row()).text(decision.predictionId());
      out.whole(decision.offset());
      Boolean label = decision.label();
      Instant observedAt = decision.observedAt();
      out.flag(label != null);
      if (label != null && observedAt != null) {
        out.flag(label).time(observedAt);
      }
    }
    Truth truth = early;
    out.flag(truth != null);
    if (truth != null) {
      out.raw(StageInputs.encode(truth));
    }
    return out.toBytes();
  }

  static CaseFile parse(byte[] bytes) {
    StateInput in = new StateInput(bytes);
    List<Decision> decisions = new ArrayList<>();
    for (int left = in.count(); left > 0; left--) {
      String digest = in.text();
      long row = in.whole();
      String predictionId = in.text();
      long offset = in.whole();
      boolean known = in.flag();
      decisions.add(
          known
              ? new Decision(digest, row, predictionId, offset, in.flag(), in.time())
              : new Decision(digest, row, predictionId, offset, null, null));
    }
    if (!in.flag()) {
      return new CaseFile(decisions, null);
    }
    return new CaseFile(
        decisions, StageInputs.decode(in.raw()) instanceof Truth truth ? truth : null);
  }
}
