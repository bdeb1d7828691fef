// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The three parts of a training, each of which can be run and resumed alone. They are joined by
 * nothing but ids and digests: the data set's commit, and the digests of what the steps put out.
 */
public enum Pipeline {
  /** From records to the commit of a data set. */
  DATA,
  /** From a commit to trees, calibrator, figures and explanations. */
  TRAIN,
  /** From those to a signed, registered release. */
  SERVE;

  /** The word for it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Its steps, in their order. */
  public List<Step> steps() {
    return Arrays.stream(Step.values()).filter(step -> step.pipeline() == this).toList();
  }

  /**
   * The pipeline of a word.
   *
   * @throws IllegalArgumentException when there is none, naming those there are
   */
  public static Pipeline of(String label) {
    for (Pipeline pipeline : values()) {
      if (pipeline.label().equals(label)) {
        return pipeline;
      }
    }
    throw new IllegalArgumentException("no pipeline " + label + ". Maybe data, train or serve");
  }
}
