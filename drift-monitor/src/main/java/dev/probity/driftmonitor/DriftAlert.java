// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import dev.probity.model.monitor.Limits;
import java.time.Instant;

/**
 * The alert of a series that is held against limits window by window: two breaches among three
 * windows confirm it, or the first one where nothing is left to chance; three consecutive windows
 * inside the limits with a margin end it.
 */
final class DriftAlert {
  private final int confirming;
  private AlertState state = new AlertState.Quiet();

  /**
   * An alert before its first window.
   *
   * @param confirming 1 to fire at the first breach, {@link AlertState#CONFIRMING_BREACHES} to wait
   *     for a second
   */
  DriftAlert(int confirming) {
    this.confirming = confirming;
  }

  AlertState state() {
    return state;
  }

  /** Takes a closed window; whether the state is another kind than before. */
  boolean window(String label, double value, Limits limits, Instant at) {
    AlertState before = state;
    state =
        limits.breachedBy(value)
            ? breached(new Breach(label, value, at, value < limits.lower()))
            : inside(limits.clearedBy(value));
    return !before.getClass().equals(state.getClass());
  }

  private AlertState breached(Breach breach) {
    return switch (state) {
      case AlertState.Quiet quiet -> confirming == 1 ? quiet.fire(breach) : quiet.pending(breach);
      case AlertState.Pending pending -> pending.breached(breach);
      case AlertState.Firing firing -> firing.breached(breach);
      case AlertState.Resolved resolved ->
          confirming == 1 ? resolved.fire(breach) : resolved.pending(breach);
    };
  }

  private AlertState inside(boolean clear) {
    return switch (state) {
      case AlertState.Quiet quiet -> quiet;
      case AlertState.Pending pending -> pending.calm();
      case AlertState.Firing firing -> calmer(clear ? firing.clean() : firing.unclear());
      case AlertState.Resolved resolved -> resolved;
    };
  }

  private static AlertState calmer(AlertState.Firing firing) {
    return firing.calmEnough() ? firing.resolve() : firing;
  }

  /** Ends the alert because the release is used no longer; whether there was one to end. */
  boolean retire() {
    boolean open = !(state instanceof AlertState.Quiet || state instanceof AlertState.Resolved);
    Episode episode = AlertStates.episode(state);
    if (open && episode != null) {
      state = new AlertState.Resolved(episode);
    }
    return open;
  }

  void write(StateOutput out) {
    AlertStates.write(out, state);
  }

  void read(StateInput in) {
    state = AlertStates.read(in);
  }
}
