// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What is chosen before training; with the records it determines every byte of the release.
 *
 * @param name name of the model
 * @param seed of whatever is drawn at random, 0 to 2^53 − 1
 * @param boosting how trees are grown
 * @param threshold positive above this calibrated probability, in (0, 1)
 * @param chunkRows rows per window of the monitoring reference, as many as the stream's windows
 *     have
 * @param reweigh the protected attribute whose groups are reweighed; null for none
 */
public record TrainingSpec(
    String name,
    long seed,
    Boosting boosting,
    double threshold,
    int chunkRows,
    @Nullable String reweigh) {
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,63}");

  /** Checks the ranges. */
  public TrainingSpec {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "model name " + name + ", expected lower-case letters, digits and hyphens");
    }
    if (seed < 0 || seed >= 1L << 53) {
      throw new IllegalArgumentException("seed is not within [0, 2^53): " + seed);
    }
    if (!(threshold > 0 && threshold < 1)) {
      throw new IllegalArgumentException("threshold is not within (0, 1): " + threshold);
    }
    if (chunkRows < 1) {
      throw new IllegalArgumentException("chunkRows must be at least 1: " + chunkRows);
    }
  }

  /** A specification that reweighs nothing. */
  public TrainingSpec(String name, long seed, Boosting boosting, double threshold, int chunkRows) {
    this(name, seed, boosting, threshold, chunkRows, null);
  }

  /** The same, with the groups of a protected attribute reweighed; null for none. */
  public TrainingSpec reweighing(@Nullable String attribute) {
    return new TrainingSpec(name, seed, boosting, threshold, chunkRows, attribute);
  }

  /** The same, with trees grown otherwise. */
  public TrainingSpec growing(Boosting other) {
    return new TrainingSpec(name, seed, other, threshold, chunkRows, reweigh);
  }

  /** The default specification of a profile: model {@code probity-<profile>}. */
  public static TrainingSpec of(String profile, long seed) {
    return new TrainingSpec("probity-" + profile, seed, Boosting.DEFAULT, 0.5, 1_000);
  }
}
