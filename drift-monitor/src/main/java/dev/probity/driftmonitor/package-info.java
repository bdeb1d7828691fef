// SPDX-License-Identifier: Apache-2.0
/** Drift-monitor. */
@NullMarked
package dev.probity.driftmonitor;

import org.jspecify.annotations.NullMarked;
