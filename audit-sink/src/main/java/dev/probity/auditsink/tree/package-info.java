// SPDX-License-Identifier: Apache-2.0
/** The RFC 6962 tree over ledger entries: hashes, frontier, tiles and consistency, all pure. */
@NullMarked
package dev.probity.auditsink.tree;

import org.jspecify.annotations.NullMarked;
