// SPDX-License-Identifier: Apache-2.0
/** Exact path-dependent TreeSHAP: what each feature adds to a margin. */
@NullMarked
package dev.probity.model.shap;

import org.jspecify.annotations.NullMarked;
