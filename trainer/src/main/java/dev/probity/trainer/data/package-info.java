// SPDX-License-Identifier: Apache-2.0
/** Versioned data sets: tables, their files, commits that name them, and checks that can block. */
@NullMarked
package dev.probity.trainer.data;

import org.jspecify.annotations.NullMarked;
