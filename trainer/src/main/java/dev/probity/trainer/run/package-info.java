// SPDX-License-Identifier: Apache-2.0
/** What a training run says about itself while it runs and afterwards, and as OpenLineage. */
@NullMarked
package dev.probity.trainer.run;

import org.jspecify.annotations.NullMarked;
