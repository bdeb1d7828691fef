// SPDX-License-Identifier: Apache-2.0
/** Champion against challenger, by what both said about real cases and what came of them. */
@NullMarked
package dev.probity.trainer.compare;

import org.jspecify.annotations.NullMarked;
