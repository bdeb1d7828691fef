// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import dev.probity.topics.record.Alert;
import dev.probity.topics.record.Signal;

/** What the monitor has to say. */
public sealed interface Emission {
  /**
   * A figure.
   *
   * @param signal the record
   */
  record OfSignal(Signal signal) implements Emission {}

  /**
   * A change of an alert.
   *
   * @param alert the record
   */
  record OfAlert(Alert alert) implements Emission {}
}
