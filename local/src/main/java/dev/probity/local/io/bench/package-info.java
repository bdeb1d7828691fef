// SPDX-License-Identifier: Apache-2.0
/** Measures the model core on this machine, beside the peers it is compared with. */
@NullMarked
package dev.probity.local.io.bench;

import org.jspecify.annotations.NullMarked;
