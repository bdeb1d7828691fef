// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.io;

import dev.probity.trainer.Step;
import java.time.Duration;

/**
 * A step that is done.
 *
 * @param step which
 * @param count how much, in the step's unit
 * @param took how long it took
 */
public record StepReport(Step step, long count, Duration took) {}
