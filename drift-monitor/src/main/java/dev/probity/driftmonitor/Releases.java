// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import org.jspecify.annotations.Nullable;

/** Where verified releases with their references come from. */
@FunctionalInterface
public interface Releases {
  /** The release of a digest, or null while there is none that verifies. */
  @Nullable MonitoredRelease find(String modelDigest);
}
