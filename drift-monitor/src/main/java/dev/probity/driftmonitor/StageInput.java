// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

/**
 * What reaches the stage that sees a whole model: decided candidates, truths and changes of
 * releases.
 */
public sealed interface StageInput permits Observation, Truth, ReleaseChange {
  /** What records of the internal topic are keyed by. */
  String key();
}
