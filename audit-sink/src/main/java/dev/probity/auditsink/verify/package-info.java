// SPDX-License-Identifier: Apache-2.0
/** The verifier: one pass over a snapshot that checks contiguity and the tree, and names faults. */
@NullMarked
package dev.probity.auditsink.verify;

import org.jspecify.annotations.NullMarked;
