// SPDX-License-Identifier: Apache-2.0
/** Ingest, its shell. */
@NullMarked
package dev.probity.ingest.io;

import org.jspecify.annotations.NullMarked;
