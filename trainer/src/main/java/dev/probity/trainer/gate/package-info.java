// SPDX-License-Identifier: Apache-2.0
/**
 * Whether a release may serve: the profile's policy over the figures its manifest is signed for.
 */
@NullMarked
package dev.probity.trainer.gate;

import org.jspecify.annotations.NullMarked;
