// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import java.time.Instant;

/**
 * A prediction that was refused, so that no window holds it. Of which release it is may be unknown,
 * so it counts against the windows of all that are open.
 *
 * @param time stream time
 */
public record Unfolded(Instant time) implements StageInput {

  @Override
  public String key() {
    return "unfolded";
  }
}
