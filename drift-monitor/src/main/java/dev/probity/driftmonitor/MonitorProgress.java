// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import java.time.Instant;

/**
 * How far a release's stream is; written with every record.
 *
 * @param next the number the next observation gets
 * @param labelled rows whose truth is known
 * @param unfolded predictions refused so far
 * @param unfoldedBefore as many had been when the open window began
 * @param time stream time
 * @param retired whether the release is used no longer
 */
record MonitorProgress(
    long next, long labelled, long unfolded, long unfoldedBefore, Instant time, boolean retired) {
  /** The form of what is stored; a byte that the first form cannot begin with. */
  private static final int FORM = 6;

  static final MonitorProgress START = new MonitorProgress(0, 0, 0, 0, Instant.EPOCH, false);

  void write(StateOutput out, int chunkRows) {
    out.code(FORM)
        .count(chunkRows)
        .whole(next)
        .whole(labelled)
        .whole(unfolded)
        .whole(unfoldedBefore)
        .time(time)
        .flag(retired);
  }

  static MonitorProgress read(StateInput in, int chunkRows) {
    in.form("the monitor's state", FORM);
    int stored = in.count();
    if (stored != chunkRows) {
      throw new IllegalStateException(
          "windows of %d rows are open, %d are configured.".formatted(stored, chunkRows)
              + " Maybe probity.monitor.chunk-rows changed;"
              + " it needs a new state folder and application id");
    }
    return new MonitorProgress(
        in.whole(), in.whole(), in.whole(), in.whole(), in.time(), in.flag());
  }
}
