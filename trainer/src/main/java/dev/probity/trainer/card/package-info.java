// SPDX-License-Identifier: Apache-2.0
/** What is known about a release, each statement with its evidence, and what is not known. */
@NullMarked
package dev.probity.trainer.card;

import org.jspecify.annotations.NullMarked;
