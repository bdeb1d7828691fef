// SPDX-License-Identifier: Apache-2.0
/** Measures stream and model core beside peers and the limits of the machine, in one run. */
@NullMarked
package dev.probity.local.io.bench;

import org.jspecify.annotations.NullMarked;
