// SPDX-License-Identifier: Apache-2.0
/** Versions of data sets in lakeFS, over its REST interface. */
@NullMarked
package dev.probity.trainer.io.lakefs;

import org.jspecify.annotations.NullMarked;
