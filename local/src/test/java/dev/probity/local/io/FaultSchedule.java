// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Which fault comes when, drawn from a seed: every kind at least once, in an order and with pauses
 * that differ from seed to seed.
 *
 * @param faults in the order of their time
 */
record FaultSchedule(List<Planned> faults) {

  /** What is done to the running system, and how often in every ninety seconds. */
  enum Fault {
    SCORER_KILLED("scorer killed (SIGKILL)", 2),
    SCORER_KILLED_AFTER_SWITCH("scorer killed after a switch of the release (SIGKILL)", 1),
    EXPLAINER_KILLED("explainer killed (SIGKILL)", 3),
    SINK_KILLED("audit-sink killed (SIGKILL)", 5),
    SINK_STOPPED("audit-sink stopped and continued (SIGSTOP)", 2),
    ZOMBIE_WOKEN("audit-sink stopped, a twin took over, woken up (SIGSTOP)", 1),
    TWIN_BESIDE("a second audit-sink beside the first", 1),
    BROKER_KILLED("broker killed (SIGKILL)", 2),
    POSTGRES_STOPPED("Postgres stopped (immediate)", 2),
    POSTGRES_AWAY("Postgres away for long", 1),
    REBALANCE_STORM("members join and leave the scorer's group", 1),
    CLOCK_SET("audit-sink's clock set a day ahead, then a day back", 1);

    private final String words;
    private final int times;

    Fault(String words, int times) {
      this.words = words;
      this.times = times;
    }

    String words() {
      return words;
    }
  }

  /**
   * A fault.
   *
   * @param at time since the stream began
   * @param fault what is done
   * @param down how long it lasts
   */
  record Planned(Duration at, Fault fault, Duration down) {}

  FaultSchedule {
    faults = List.copyOf(faults);
  }

  /** Every kind as often as it says, spread over the run; twice as often in twice the time. */
  static FaultSchedule draw(long seed, Duration run) {
    Random random = new Random(seed);
    List<Fault> kinds = new ArrayList<>();
    long rounds = Math.max(1, run.dividedBy(Duration.ofSeconds(90)));
    for (Fault fault : Fault.values()) {
      for (int i = 0; i < fault.times * rounds; i++) {
        kinds.add(fault);
      }
    }
    Collections.shuffle(kinds, random);
    long slot = run.toMillis() / (kinds.size() + 1);
    List<Planned> planned = new ArrayList<>();
    for (int i = 0; i < kinds.size(); i++) {
      planned.add(
          new Planned(
              Duration.ofMillis(slot * i + slot / 2 + random.nextLong(slot / 2)),
              kinds.get(i),
              Duration.ofMillis(200 + random.nextLong(1_000))));
    }
    return new FaultSchedule(planned);
  }
}
