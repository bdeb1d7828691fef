// SPDX-License-Identifier: Apache-2.0
/** What a person gets about one decision: records, entries, proofs and a letter, in one file. */
@NullMarked
package dev.probity.auditsink.proof;

import org.jspecify.annotations.NullMarked;
