// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import java.time.Instant;

/**
 * A release came into use or went out of it.
 *
 * @param modelDigest the release
 * @param inUse whether it is used from now on
 * @param time when
 */
public record ReleaseChange(String modelDigest, boolean inUse, Instant time) implements StageInput {

  @Override
  public String key() {
    return modelDigest;
  }
}
