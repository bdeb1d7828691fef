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

  /** What is done to the running system. */
  enum Fault {
    SCORER_KILLED("scorer killed (SIGKILL)"),
    SCORER_KILLED_AFTER_SWITCH("scorer killed after a switch of the release (SIGKILL)"),
    SINK_KILLED("audit-sink killed (SIGKILL)"),
    POSTGRES_STOPPED("Postgres stopped (immediate)");

    private final String words;

    Fault(String words) {
      this.words = words;
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

  /** Two faults of each kind but the switch, spread over the run. */
  static FaultSchedule draw(long seed, Duration run) {
    Random random = new Random(seed);
    List<Fault> kinds = new ArrayList<>();
    for (Fault fault : Fault.values()) {
      kinds.add(fault);
    }
    kinds.add(Fault.SINK_KILLED);
    kinds.add(Fault.POSTGRES_STOPPED);
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
