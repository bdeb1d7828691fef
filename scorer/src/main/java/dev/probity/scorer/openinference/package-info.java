// SPDX-License-Identifier: Apache-2.0
/** The Open Inference Protocol (v2): tensors in, candidates and predictions, tensors out. */
@NullMarked
package dev.probity.scorer.openinference;

import org.jspecify.annotations.NullMarked;
