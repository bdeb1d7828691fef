// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import dev.probity.topics.record.Alert;
import dev.probity.topics.record.Signal;

/** Who counts what the topology does. */
public interface MonitorListener {
  /** Something was left out. */
  void noted(Note note);

  /** A signal went out. */
  void signalled(Signal signal);

  /** An alert changed. */
  void alerted(Alert alert);

  /** Predictions that wait for their release, in one partition. */
  void waiting(int partition, int predictions);
}
