// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

/**
 * Where the alert of one series stands. A transition is a method of the state that permits it;
 * nothing else can happen.
 */
public sealed interface AlertState {
  /** Windows among which a threshold breach must be confirmed. */
  int CONFIRMATION_WINDOWS = 3;

  /** Breaches among them that confirm it. */
  int CONFIRMING_BREACHES = 2;

  /** Consecutive clean windows that end an alert. */
  int CLEAN_WINDOWS = 3;

  /** Nothing was ever wrong. */
  record Quiet() implements AlertState {
    /** A threshold was breached for the first time. */
    public Pending pending(Breach breach) {
      return new Pending(Episode.startedBy(breach), 1);
    }

    /** An anytime-valid alarm rang. */
    public Firing fire(Breach breach) {
      return new Firing(Episode.startedBy(breach), 0);
    }
  }

  /**
   * A threshold was breached; confirmation is awaited.
   *
   * @param episode what happened so far
   * @param windows windows looked at since the first breach, that one included
   */
  record Pending(Episode episode, int windows) implements AlertState {
    /** One more breach: confirmed, or awaited further. */
    public AlertState breached(Breach breach) {
      Episode longer = episode.plus(breach);
      return longer.breaches() >= CONFIRMING_BREACHES
          ? new Firing(longer, 0)
          : new Pending(longer, windows + 1);
    }

    /** A window without breach: awaited further, or not confirmed. */
    public AlertState calm() {
      return windows + 1 >= CONFIRMATION_WINDOWS
          ? new Resolved(episode)
          : new Pending(episode, windows + 1);
    }
  }

  /**
   * Confirmed; further breaches are no news.
   *
   * @param episode what happened so far
   * @param cleanWindows consecutive clean windows so far
   */
  record Firing(Episode episode, int cleanWindows) implements AlertState {
    /** One more breach. */
    public Firing breached(Breach breach) {
      return new Firing(episode.plus(breach), 0);
    }

    /** A window that is neither a breach nor clean. */
    public Firing unclear() {
      return new Firing(episode, 0);
    }

    /** One more clean window. */
    public Firing clean() {
      return new Firing(episode, cleanWindows + 1);
    }

    /** Whether there were clean windows enough. */
    public boolean calmEnough() {
      return cleanWindows >= CLEAN_WINDOWS;
    }

    /** The alert is over. */
    public Resolved resolve() {
      return new Resolved(episode);
    }
  }

  /**
   * Over; the next breach starts a new alert.
   *
   * @param episode what had happened
   */
  record Resolved(Episode episode) implements AlertState {
    /** A threshold was breached again. */
    public Pending pending(Breach breach) {
      return new Quiet().pending(breach);
    }

    /** An anytime-valid alarm rang again. */
    public Firing fire(Breach breach) {
      return new Quiet().fire(breach);
    }
  }
}
