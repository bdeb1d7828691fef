// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import java.time.Instant;

/**
 * A candidate that was refused before any release could decide on it.
 *
 * @param time stream time
 */
public record Refused(Instant time) implements StageInput {

  @Override
  public String key() {
    return "refused";
  }
}
