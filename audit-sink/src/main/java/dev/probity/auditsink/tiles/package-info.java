// SPDX-License-Identifier: Apache-2.0
/** The files of C2SP tlog-tiles: their paths and the bundles of entries beside the hashes. */
@NullMarked
package dev.probity.auditsink.tiles;

import org.jspecify.annotations.NullMarked;
