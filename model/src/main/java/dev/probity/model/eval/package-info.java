// SPDX-License-Identifier: Apache-2.0
/** How good and how fair a model is: one class, one formula, one source each. */
@NullMarked
package dev.probity.model.eval;

import org.jspecify.annotations.NullMarked;
