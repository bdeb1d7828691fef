// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.record;

import dev.probity.topics.value.Check;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request to retrain a model and what came of it.
 *
 * @param requestId the idempotency id of the request
 * @param model the name of the model, equal to the record key
 * @param state how far it has come
 * @param actor who or what made this step
 * @param reason why
 * @param modelDigest the release that should be replaced
 * @param incidentId the incident that asked for it
 * @param causes what moved, the heaviest first
 * @param figures figures of the model now and on its reference
 * @param inputOffsets by topic-partition, the records to train on
 * @param dataCommit the version of the data set
 * @param releaseDigest the release that came of it
 * @param at when this step was made
 * @param searchTrials how many trials search for parameters; null for none, and the defaults
 * @param searchSeconds after how many seconds a search is given up; null for never
 * @param reweigh the protected attribute whose groups are reweighed against bias; null for none
 */
public record Retraining(
    String requestId,
    String model,
    RetrainingState state,
    String actor,
    @Nullable String reason,
    @Nullable String modelDigest,
    @Nullable String incidentId,
    List<AlertCause> causes,
    List<RetrainingFigure> figures,
    Map<String, OffsetRange> inputOffsets,
    @Nullable String dataCommit,
    @Nullable String releaseDigest,
    Instant at,
    @Nullable Integer searchTrials,
    @Nullable Integer searchSeconds,
    @Nullable String reweigh) {

  /** The most trials a search may have. */
  public static final int MOST_TRIALS = 243;

  /** A step of a request without search and reweighing, or one that does not repeat them. */
  public Retraining(
      String requestId,
      String model,
      RetrainingState state,
      String actor,
      @Nullable String reason,
      @Nullable String modelDigest,
      @Nullable String incidentId,
      List<AlertCause> causes,
      List<RetrainingFigure> figures,
      Map<String, OffsetRange> inputOffsets,
      @Nullable String dataCommit,
      @Nullable String releaseDigest,
      Instant at) {
    this(
        requestId,
        model,
        state,
        actor,
        reason,
        modelDigest,
        incidentId,
        causes,
        figures,
        inputOffsets,
        dataCommit,
        releaseDigest,
        at,
        null,
        null,
        null);
  }

  /** Checks and copies the components. */
  public Retraining {
    Check.text(requestId, "requestId");
    Check.text(model, "model");
    Check.present(state, "state");
    Check.text(actor, "actor");
    if (reason != null) {
      Check.prose(reason, "reason");
    }
    Check.optionalDigest(modelDigest, "modelDigest");
    Check.optionalText(incidentId, "incidentId");
    causes = Check.copy(causes, "causes");
    figures = Check.copy(figures, "figures");
    inputOffsets = Check.copy(inputOffsets, "inputOffsets");
    Check.optionalText(dataCommit, "dataCommit");
    Check.optionalDigest(releaseDigest, "releaseDigest");
    at = Check.millis(at, "at");
    Check.that(
        searchTrials == null || (searchTrials >= 1 && searchTrials <= MOST_TRIALS),
        "searchTrials",
        "1 to " + MOST_TRIALS);
    Check.that(searchSeconds == null || searchSeconds >= 1, "searchSeconds", "at least 1 second");
    Check.optionalText(reweigh, "reweigh");
  }

  /** The record key: the model's name. */
  public String key() {
    return model;
  }
}
