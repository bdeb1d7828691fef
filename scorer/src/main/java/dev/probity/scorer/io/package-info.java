// SPDX-License-Identifier: Apache-2.0
/** Scorer, its shell. */
@NullMarked
package dev.probity.scorer.io;

import org.jspecify.annotations.NullMarked;
