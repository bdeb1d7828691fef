// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import java.time.Instant;

/**
 * What reaches the stage that sees a whole model: decided candidates, explanations, truths, changes
 * of releases, what people did, and word of predictions and candidates that were refused.
 */
public sealed interface StageInput
    permits Observation, Explained, Truth, ReleaseChange, Unfolded, Refused, Review, AlertOrder {
  /** What records of the internal topic are keyed by. */
  String key();

  /** When, in stream time. */
  Instant time();
}
