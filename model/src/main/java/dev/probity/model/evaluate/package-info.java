// SPDX-License-Identifier: Apache-2.0
/**
 * A model's files of rows, reference and analysis, chunk by chunk: performance with and without
 * labels, drift, reconstruction error, data quality, statistics and groups, by the states and
 * formulas that the stream's monitor uses. Pure: rows come in one at a time, lines of text go out.
 */
@NullMarked
package dev.probity.model.evaluate;

import org.jspecify.annotations.NullMarked;
