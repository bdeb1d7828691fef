// SPDX-License-Identifier: Apache-2.0
/** Trainer, its shell. */
@NullMarked
package dev.probity.trainer.io;

import org.jspecify.annotations.NullMarked;
