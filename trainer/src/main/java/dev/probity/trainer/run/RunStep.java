// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.run;

/**
 * A step of a run that is done.
 *
 * @param name which
 * @param count how much
 * @param unit of what
 * @param millis how long it took
 */
public record RunStep(String name, long count, String unit, long millis) {}
