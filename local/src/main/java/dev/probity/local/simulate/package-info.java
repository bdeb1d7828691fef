// SPDX-License-Identifier: Apache-2.0
/** Industry data on demand, with a fault whose truth is written beside it. */
@NullMarked
package dev.probity.local.simulate;

import org.jspecify.annotations.NullMarked;
