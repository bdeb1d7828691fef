// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.search;

import dev.probity.trainer.Boosting;

/**
 * What a trial had come to at a rung.
 *
 * @param trial number of the trial, from 1
 * @param rung number of the rung, from 1
 * @param boosting its parameters; rounds are its budget of trees
 * @param grown trees grown so far
 * @param trees those kept, up to the least log-loss
 * @param nodes of the trees kept
 * @param logLoss least log-loss on the validation rows so far
 */
public record TrialRow(
    int trial, int rung, Boosting boosting, int grown, int trees, int nodes, double logLoss) {}
