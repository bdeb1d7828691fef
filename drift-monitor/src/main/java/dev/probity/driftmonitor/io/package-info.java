// SPDX-License-Identifier: Apache-2.0
/** Drift-monitor, its shell. */
@NullMarked
package dev.probity.driftmonitor.io;

import org.jspecify.annotations.NullMarked;
