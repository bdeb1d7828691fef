// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.evaluate;

import dev.probity.model.monitor.DecisionCells;
import dev.probity.model.monitor.SamplingError;

/**
 * The reference's labelled rows as sampling errors need them.
 *
 * @param cells realized counts
 * @param ofRocAuc component of ROC AUC
 * @param ofAveragePrecision component of average precision
 */
record ReferencePerformance(
    DecisionCells cells, SamplingError ofRocAuc, SamplingError ofAveragePrecision) {}
