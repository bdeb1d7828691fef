// SPDX-License-Identifier: Apache-2.0
/** Ingest. */
@NullMarked
package dev.probity.ingest;

import org.jspecify.annotations.NullMarked;
