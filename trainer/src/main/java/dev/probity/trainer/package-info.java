// SPDX-License-Identifier: Apache-2.0
/** Trainer. */
@NullMarked
package dev.probity.trainer;

import org.jspecify.annotations.NullMarked;
