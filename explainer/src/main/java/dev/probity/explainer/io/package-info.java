// SPDX-License-Identifier: Apache-2.0
/** Explainer, its shell. */
@NullMarked
package dev.probity.explainer.io;

import org.jspecify.annotations.NullMarked;
