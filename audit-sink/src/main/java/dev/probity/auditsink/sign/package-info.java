// SPDX-License-Identifier: Apache-2.0
/** Signing tree heads: only what provably extends the last signed head is signed. */
@NullMarked
package dev.probity.auditsink.sign;

import org.jspecify.annotations.NullMarked;
