// SPDX-License-Identifier: Apache-2.0
/** The ledger's rules: what one poll appends, how it is fenced, and who may go on after a crash. */
@NullMarked
package dev.probity.auditsink;

import org.jspecify.annotations.NullMarked;
