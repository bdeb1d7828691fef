// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.record;

import dev.probity.topics.value.Check;
import dev.probity.topics.value.Doubles;
import java.time.Instant;
import java.util.List;

/**
 * What a release made of a candidate. Self-contained: the vector as used, the digest of the release
 * and the position of the candidate are inside, so that no later reader needs a join to know what
 * happened.
 *
 * @param id the prediction id, a hash of source position and model digest
 * @param candidateId the pseudonym of the candidate, equal to the record key
 * @param profile the name of the profile
 * @param model the name of the model
 * @param modelVersion the version of the release, for people
 * @param modelDigest the SHA-256 of the release bundle
 * @param variant the role of the release
 * @param source the position of the candidate record
 * @param eventTime the time of the candidate event, else the time Kafka gave its record
 * @param vector the encoded features in the manifest's order; missing where the encoder had none
 * @param margin the score in log-odds
 * @param rawProbability the logistic function of the margin
 * @param probability the calibrated probability of the positive class
 * @param threshold the decision threshold of the release
 * @param positive whether the calibrated probability lies above the threshold
 * @param band the band in the profile's words
 * @param flags remarks on the encoding, for example {@code unseen:OCCP}
 */
public record Prediction(
    String id,
    String candidateId,
    String profile,
    String model,
    String modelVersion,
    String modelDigest,
    Variant variant,
    SourcePosition source,
    Instant eventTime,
    Doubles vector,
    double margin,
    double rawProbability,
    double probability,
    double threshold,
    boolean positive,
    String band,
    List<String> flags) {

  /** Checks and copies the components. */
  public Prediction {
    Check.digest(id, "id");
    Check.text(candidateId, "candidateId");
    Check.text(profile, "profile");
    Check.text(model, "model");
    Check.text(modelVersion, "modelVersion");
    Check.digest(modelDigest, "modelDigest");
    Check.present(variant, "variant");
    Check.present(source, "source");
    eventTime = Check.millis(eventTime, "eventTime");
    Check.present(vector, "vector");
    Check.finite(margin, "margin");
    Check.ratio(rawProbability, "rawProbability");
    Check.ratio(probability, "probability");
    Check.ratio(threshold, "threshold");
    Check.text(band, "band");
    flags = Check.copy(flags, "flags");
    Check.that(positive == (probability > threshold), "positive", "probability > threshold");
  }

  /** The flag of a challenger's prediction that nobody is told. */
  public static final String SHADOW = "shadow";

  /** The flag of a challenger's prediction that decides, in the champion's place. */
  public static final String SHARE = "ab-share";

  /** Whether nobody is told of it: it only stands beside the champion's, to be compared. */
  public boolean shadow() {
    return variant == Variant.CHALLENGER && flags.contains(SHADOW);
  }

  /** Whether it decides: the champion's does, and a challenger's about its share. */
  public boolean decides() {
    return variant == Variant.CHAMPION || flags.contains(SHARE);
  }

  /** The record key: the candidate's id. */
  public String key() {
    return candidateId;
  }
}
