// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.bundle;

import org.jspecify.annotations.Nullable;

/** What a serving path made of one self-test candidate. */
public sealed interface Served {
  /** Scored, and perhaps explained. */
  final class Scored implements Served {
    private final float[] vector;
    private final double margin;
    private final double probability;
    private final double[] contributions;

    /**
     * A scored candidate.
     *
     * @param vector the encoded row
     * @param margin the margin
     * @param probability the calibrated probability
     * @param contributions one per feature; null if this path does not explain
     */
    public Scored(
        float[] vector, double margin, double probability, double @Nullable [] contributions) {
      this.vector = vector.clone();
      this.margin = margin;
      this.probability = probability;
      this.contributions = contributions == null ? new double[0] : contributions.clone();
    }

    float[] vector() {
      return vector;
    }

    double margin() {
      return margin;
    }

    double probability() {
      return probability;
    }

    double[] contributions() {
      return contributions;
    }
  }

  /**
   * Refused on the way.
   *
   * @param reason a code or sentence without values
   */
  record NotScored(String reason) implements Served {}
}
