// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import java.time.Instant;

/**
 * A value beyond what is allowed.
 *
 * @param window the label of the window it was seen in
 * @param value the value; the larger, the worse
 * @param at stream time
 */
public record Breach(String window, double value, Instant at) {}
