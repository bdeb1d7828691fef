// SPDX-License-Identifier: Apache-2.0
/** The ledger's two parts of a record: the entry that is hashed and the body that can be erased. */
@NullMarked
package dev.probity.auditsink.entry;

import org.jspecify.annotations.NullMarked;
