// SPDX-License-Identifier: Apache-2.0
/** What would change if another release decided: recorded cases decided again. */
@NullMarked
package dev.probity.trainer.impact;

import org.jspecify.annotations.NullMarked;
