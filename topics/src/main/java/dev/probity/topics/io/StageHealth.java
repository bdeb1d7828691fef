// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.io;

import java.time.Duration;

/**
 * How a stage fares, for the health checks.
 *
 * @param state its state
 * @param reason why, for the operator
 * @param sinceLastPoll age of the loop's last poll
 */
public record StageHealth(StageState state, String reason, Duration sinceLastPoll) {

  /**
   * Whether the loop still turns, or knows that it does not. Only a loop that should turn and does
   * not is dead: one that waits to begin anew, or has given up and says so, is no case for a
   * restart of the process.
   *
   * @param limit the oldest a poll may be
   */
  public boolean live(Duration limit) {
    return switch (state) {
      case STARTING, RUNNING, PAUSED, OUTAGE -> sinceLastPoll.compareTo(limit) <= 0;
      case RESTARTING, STOPPED, FAILED -> true;
    };
  }

  /** Whether the stage does its work, or would if its intake were open. */
  public boolean ready() {
    return state.ready();
  }
}
