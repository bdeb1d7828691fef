// SPDX-License-Identifier: Apache-2.0
/**
 * What a model is and how it scores: feature specification, tree ensemble, calibrator. Nothing but
 * the JDK is needed to recompute a decision.
 */
@NullMarked
package dev.probity.model;

import org.jspecify.annotations.NullMarked;
