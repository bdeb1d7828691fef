// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor.io;

import dev.probity.driftmonitor.MonitoredRelease;
import dev.probity.driftmonitor.Recomputation;
import dev.probity.topics.profile.Profile;
import dev.probity.topics.record.FairnessAccess;
import dev.probity.topics.record.Signal;
import java.time.Duration;

/** Begins to compute rows again; protected attributes are opened here and nowhere outside. */
public final class Recomputations {
  private static final String PURPOSE = "compute a signal of the monitor again";

  private Recomputations() {}

  /**
   * Begins with a row.
   *
   * @param target the row as it was told
   * @param profile the use case
   * @param release the release it is about
   * @param maxSkew as the monitor had it
   * @throws IllegalArgumentException when {@link Recomputation#obstacle} names one
   */
  public static Recomputation of(
      Signal target, Profile profile, MonitoredRelease release, Duration maxSkew) {
    return new Recomputation(target, profile, release, FairnessAccess.forPurpose(PURPOSE), maxSkew);
  }
}
