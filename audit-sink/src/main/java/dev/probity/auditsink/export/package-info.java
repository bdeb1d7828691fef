// SPDX-License-Identifier: Apache-2.0
/** Parts of the ledger handed out by a filter: what they hold, and how anybody checks them. */
@NullMarked
package dev.probity.auditsink.export;

import org.jspecify.annotations.NullMarked;
