// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.gate;

import dev.probity.model.bundle.Manifest.MetricValue;
import org.jspecify.annotations.Nullable;

/**
 * One thing a release was checked for.
 *
 * @param name what, such as {@code minAuc} or {@code impactRatio[SEX=2]}
 * @param outcome what came of it
 * @param expected what the policy asks for, in words
 * @param figure the figure it was judged by, with n and 95 % interval; null when there is none
 * @param note what else to know; empty when nothing
 * @param waiver who waived it and why; null unless waived
 */
public record GateCheck(
    String name,
    GateOutcome outcome,
    String expected,
    @Nullable MetricValue figure,
    String note,
    @Nullable Waiver waiver) {}
