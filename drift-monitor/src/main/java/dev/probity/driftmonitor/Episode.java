// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import java.time.Instant;

/**
 * What one alert has seen from its first breach on.
 *
 * @param firstWindow the label of the first breaching window; it names the alert
 * @param lastWindow the label of the last breaching window
 * @param since stream time of the first breach
 * @param breaches how many there were
 * @param worst the value furthest outside
 */
public record Episode(
    String firstWindow, String lastWindow, Instant since, long breaches, double worst) {

  static Episode startedBy(Breach breach) {
    return new Episode(breach.window(), breach.window(), breach.at(), 1, breach.value());
  }

  Episode plus(Breach breach) {
    return new Episode(firstWindow, breach.window(), since, breaches + 1, breach.worst(worst));
  }
}
