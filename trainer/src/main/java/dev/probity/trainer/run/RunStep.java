// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.run;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * A step of a run that is done.
 *
 * @param name which
 * @param count how much
 * @param unit of what
 * @param millis how long it took
 * @param inputs digests of what it read, by name
 * @param outputs digests of what it put out, by name
 * @param reused whether its output was there already and its inputs had not changed
 */
public record RunStep(
    String name,
    long count,
    String unit,
    long millis,
    Map<String, String> inputs,
    Map<String, String> outputs,
    boolean reused) {
  /** Copies, sorted by name. */
  public RunStep {
    inputs = Collections.unmodifiableMap(new TreeMap<>(inputs));
    outputs = Collections.unmodifiableMap(new TreeMap<>(outputs));
  }

  /** A step that was done, of which no digests are known. */
  public RunStep(String name, long count, String unit, long millis) {
    this(name, count, unit, millis, Map.of(), Map.of(), false);
  }

  /** The same step, with what it read and put out. */
  public RunStep with(Map<String, String> read, Map<String, String> made, boolean taken) {
    return new RunStep(name, count, unit, millis, read, made, taken);
  }
}
