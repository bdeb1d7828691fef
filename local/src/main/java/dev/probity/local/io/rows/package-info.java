// SPDX-License-Identifier: Apache-2.0
/** Rows of files through a model: reading, encoding, scoring, explaining, writing. */
@NullMarked
package dev.probity.local.io.rows;

import org.jspecify.annotations.NullMarked;
