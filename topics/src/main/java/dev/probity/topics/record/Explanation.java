// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.record;

import dev.probity.topics.value.Check;
import java.time.Instant;
import java.util.List;

/**
 * Why a prediction came out as it did: base value plus contributions plus residual is the margin.
 *
 * @param id the explanation id, a hash of the prediction id and the explainer's digest
 * @param predictionId the id of the prediction
 * @param candidateId the pseudonym of the candidate, equal to the record key
 * @param profile the name of the profile
 * @param model the name of the model
 * @param modelVersion the version of the release, for people
 * @param modelDigest the SHA-256 of the release bundle
 * @param explainerDigest the SHA-256 of the explainer's configuration
 * @param source the position of the candidate record
 * @param eventTime the time of the candidate event
 * @param method how it was computed, {@code tree-path-dependent}
 * @param coverUnit what the trees' covers count, {@code hessian} or {@code count}
 * @param baseValue the expected margin, in log-odds
 * @param contributions one per feature, in the manifest's order
 * @param margin the margin of the prediction, in log-odds
 * @param rawProbability the logistic function of the margin
 * @param probability the calibrated probability of the positive class
 * @param residual margin − base value − sum of contributions
 * @param reasonCodes the reasons a person is told, the strongest first
 */
public record Explanation(
    String id,
    String predictionId,
    String candidateId,
    String profile,
    String model,
    String modelVersion,
    String modelDigest,
    String explainerDigest,
    SourcePosition source,
    Instant eventTime,
    String method,
    String coverUnit,
    double baseValue,
    List<Contribution> contributions,
    double margin,
    double rawProbability,
    double probability,
    double residual,
    List<ExplanationReason> reasonCodes) {

  /** Checks and copies the components. */
  public Explanation {
    Check.digest(id, "id");
    Check.digest(predictionId, "predictionId");
    Check.text(candidateId, "candidateId");
    Check.text(profile, "profile");
    Check.text(model, "model");
    Check.text(modelVersion, "modelVersion");
    Check.digest(modelDigest, "modelDigest");
    Check.digest(explainerDigest, "explainerDigest");
    Check.present(source, "source");
    eventTime = Check.millis(eventTime, "eventTime");
    Check.text(method, "method");
    Check.text(coverUnit, "coverUnit");
    Check.finite(baseValue, "baseValue");
    contributions = Check.copy(contributions, "contributions");
    Check.finite(margin, "margin");
    Check.ratio(rawProbability, "rawProbability");
    Check.ratio(probability, "probability");
    Check.finite(residual, "residual");
    reasonCodes = Check.copy(reasonCodes, "reasonCodes");
  }

  /** The record key: the candidate's id. */
  public String key() {
    return candidateId;
  }
}
