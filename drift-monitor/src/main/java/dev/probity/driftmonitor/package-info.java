// SPDX-License-Identifier: Apache-2.0
/**
 * Folds predictions, protected attributes and outcomes into windows and says, with n and
 * uncertainty, whether inputs moved, the model lost skill, or groups are treated unlike: records
 * in, signals and alerts out.
 */
@NullMarked
package dev.probity.driftmonitor;

import org.jspecify.annotations.NullMarked;
