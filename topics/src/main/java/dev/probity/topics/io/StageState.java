// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.io;

/** How a stage on the poll loop fares. */
public enum StageState {
  /** Not polled yet. */
  STARTING,
  /** Takes records. */
  RUNNING,
  /** Polls, but takes no records; {@link Intake} knows why. */
  PAUSED,
  /** Waits for the broker or another service and tries again. */
  OUTAGE,
  /** Ended and will begin anew. */
  RESTARTING,
  /** Ended because it was asked to. */
  STOPPED,
  /** Ended and stays down; a person has to look. */
  FAILED;

  /** Whether a stage in this state does its work or could at any moment. */
  public boolean ready() {
    return this == RUNNING || this == PAUSED;
  }
}
