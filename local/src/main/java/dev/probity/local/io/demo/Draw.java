// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.demo;

/**
 * One record of the stream as planned.
 *
 * @param phase the index of its phase
 * @param bad whether it is a row that breaks the profile
 * @param pool the pool of its row
 * @param row the index of the row in its pool
 * @param round how often the pool had been used up before; 0 at first
 */
record Draw(int phase, boolean bad, String pool, int row, int round) {}
