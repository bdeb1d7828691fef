// SPDX-License-Identifier: Apache-2.0
package dev.probity.model;

/**
 * What a model says about one row.
 *
 * @param margin log-odds, the sum the trees make
 * @param rawProbability 1 / (1 + exp(−margin))
 * @param probability calibrated
 * @param positive probability &gt; threshold
 */
public record Score(double margin, double rawProbability, double probability, boolean positive) {}
