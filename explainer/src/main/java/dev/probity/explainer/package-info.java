// SPDX-License-Identifier: Apache-2.0
/** Explainer. */
@NullMarked
package dev.probity.explainer;

import org.jspecify.annotations.NullMarked;
