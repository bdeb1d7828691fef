// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.io;

import java.util.EnumSet;
import java.util.Set;

/**
 * The tap in front of a stage. Any thread may close and open it; the loop looks at it before each
 * poll. A closed tap takes no records and stays a member of its group, because the loop goes on
 * polling. It is open when no reason to be closed is left.
 */
public final class Intake {
  private final EnumSet<PauseReason> reasons = EnumSet.noneOf(PauseReason.class);

  /** Closes the tap for this reason; the batch in hand is finished. */
  public synchronized void pause(PauseReason reason) {
    reasons.add(reason);
  }

  /** Takes this reason back; the tap opens when it was the last. */
  public synchronized void resume(PauseReason reason) {
    reasons.remove(reason);
  }

  /** The reasons why the tap is closed; none means open. */
  public synchronized Set<PauseReason> reasons() {
    return Set.copyOf(reasons);
  }
}
