// SPDX-License-Identifier: Apache-2.0
/** The Open Inference door: HTTP, gRPC, and the follower that knows when a row is on record. */
@NullMarked
package dev.probity.scorer.io.openinference;

import org.jspecify.annotations.NullMarked;
