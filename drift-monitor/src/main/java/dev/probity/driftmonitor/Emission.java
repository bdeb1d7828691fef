// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import dev.probity.topics.record.Alert;
import dev.probity.topics.record.Retraining;
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

  /**
   * A request to retrain, or why there is none.
   *
   * @param retraining the record
   */
  record OfRetraining(Retraining retraining) implements Emission {}
}
