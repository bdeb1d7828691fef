// SPDX-License-Identifier: Apache-2.0
/** The witness: cosigns only heads that provably extend the one it cosigned last. */
@NullMarked
package dev.probity.auditsink.witness;

import org.jspecify.annotations.NullMarked;
