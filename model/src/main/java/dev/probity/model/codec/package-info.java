// SPDX-License-Identifier: Apache-2.0
/** Strict, bounded readers and writers: JSON, and tree ensembles in XGBoost's JSON document. */
@NullMarked
package dev.probity.model.codec;

import org.jspecify.annotations.NullMarked;
