// SPDX-License-Identifier: Apache-2.0
/** Scorer. */
@NullMarked
package dev.probity.scorer;

import org.jspecify.annotations.NullMarked;
