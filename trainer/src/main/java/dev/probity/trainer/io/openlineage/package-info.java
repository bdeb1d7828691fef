// SPDX-License-Identifier: Apache-2.0
/** Lineage events of runs, told to a server of the OpenLineage interface. */
@NullMarked
package dev.probity.trainer.io.openlineage;

import org.jspecify.annotations.NullMarked;
