// SPDX-License-Identifier: Apache-2.0
/** A search for parameters: seeded draws, successive halving, a prudent choice at the end. */
@NullMarked
package dev.probity.trainer.search;

import org.jspecify.annotations.NullMarked;
