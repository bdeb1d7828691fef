// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.flow;

/**
 * What one hop comes to at a moment.
 *
 * @param unaccounted records whose reader is past them and of which nothing came; 0 unless one was
 *     lost
 * @param inFlight records whose reader is not past them yet
 */
public record Balance(long unaccounted, long inFlight) {}
