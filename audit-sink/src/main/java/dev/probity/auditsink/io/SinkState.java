// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.io;

/**
 * How the sink fares.
 *
 * @param phase what it does
 * @param reason why, for the operator
 */
public record SinkState(Phase phase, String reason) {
  static final SinkState STARTING = new SinkState(Phase.STARTING, "not connected yet");
  static final SinkState RUNNING = new SinkState(Phase.RUNNING, "appends");

  /** What the sink does. */
  public enum Phase {
    /** Connects. */
    STARTING,
    /** Appends. */
    RUNNING,
    /** Waits for the database or the broker and tries again by itself. */
    OUTAGE,
    /** Another writer appends; this one waits for its turn. */
    STANDBY,
    /** Stays up and does nothing: a person has to look. */
    FATAL,
    /** Ended because it was asked to. */
    STOPPED
  }

  /** Whether records are being taken in. */
  public boolean ready() {
    return phase == Phase.RUNNING;
  }
}
