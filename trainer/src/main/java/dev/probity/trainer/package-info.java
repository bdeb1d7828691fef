// SPDX-License-Identifier: Apache-2.0
/** Candidates and outcomes in, a released model out: split, trees, calibration, figures, bundle. */
@NullMarked
package dev.probity.trainer;

import org.jspecify.annotations.NullMarked;
