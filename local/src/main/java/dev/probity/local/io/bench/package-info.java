// SPDX-License-Identifier: Apache-2.0
/** Measures the whole stream beside the limits of the machine it runs on, in one run. */
@NullMarked
package dev.probity.local.io.bench;

import org.jspecify.annotations.NullMarked;
