// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import dev.probity.topics.profile.AlarmTolerances;

/**
 * How a release is watched.
 *
 * @param chunkRows records per window
 * @param retainedWindows closed windows that outcomes may still reach
 * @param tolerances how far means may move before evidence against them is gathered
 * @param events which windows of event time are kept beside those by count
 */
public record MonitorSettings(
    int chunkRows, int retainedWindows, AlarmTolerances tolerances, EventTimeSettings events) {
  /** Both counts are at least one. */
  public MonitorSettings {
    if (chunkRows < 1 || retainedWindows < 1) {
      throw new IllegalArgumentException(
          "chunkRows and retainedWindows must be at least 1; found %d and %d"
              .formatted(chunkRows, retainedWindows));
    }
  }

  /** Windows by count alone. */
  public MonitorSettings(int chunkRows, int retainedWindows, AlarmTolerances tolerances) {
    this(chunkRows, retainedWindows, tolerances, EventTimeSettings.none());
  }
}
