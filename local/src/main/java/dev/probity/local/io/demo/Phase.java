// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A stretch of the stream whose candidates come from the same states.
 *
 * @param name the states as they were asked for, joined by {@code +}
 * @param pools the pools of rows it draws from
 * @param records how many records it has, bad ones included
 */
record Phase(String name, List<String> pools, int records) {
  /** The states by their postal code; New York streams its test rows only. */
  static final Map<String, String> STATES =
      Map.of("NY", "36", "MA", "25", "WA", "53", "MS", "28", "WV", "54", "AR", "05");

  private static final int[] SIZES = {10_000, 8_000, 12_000, 10_000};

  /** Copies the pools. */
  Phase {
    pools = List.copyOf(pools);
  }

  /**
   * The phases asked for.
   *
   * @param text such as {@code NY,MA+WA,MS+WV+AR,NY}; sizes repeat 10, 8, 12, 10 of 40 parts
   * @param candidates how many records the first four have together
   * @throws IllegalArgumentException naming a state that the sample does not hold
   */
  static List<Phase> parse(String text, int candidates) {
    List<Phase> phases = new ArrayList<>();
    for (String name : text.split(",")) {
      List<String> pools = new ArrayList<>();
      for (String state : name.strip().split("\\+")) {
        String code = STATES.get(state.strip());
        if (code == null) {
          throw new IllegalArgumentException(
              "phase "
                  + name
                  + " names a state the sample does not hold, expected some of "
                  + STATES.keySet().stream().sorted().toList());
        }
        pools.add(code);
      }
      long size = (long) SIZES[phases.size() % SIZES.length] * candidates / 40_000;
      phases.add(new Phase(name.strip(), pools, (int) Math.max(1, size)));
    }
    return phases;
  }
}
