// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import dev.probity.topics.value.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * A record on its way out of a processor, with the topic it is for.
 *
 * @param destination where to
 * @param key the key
 * @param value the value
 */
record Routed(Destination destination, @Nullable Bytes key, @Nullable Bytes value) {
  /** The exits of the topology's processors. */
  enum Destination {
    /** The internal topic of the stage that sees whole models. */
    STAGE,
    /** Dead letters. */
    REJECTS,
    /** Signals. */
    SIGNALS,
    /** Alerts. */
    ALERTS,
    /** Requests to retrain. */
    RETRAINING
  }

  boolean isFor(Destination wanted) {
    return destination == wanted;
  }

  byte @Nullable [] keyBytes() {
    return key == null ? null : key.toArray();
  }

  byte @Nullable [] valueBytes() {
    return value == null ? null : value.toArray();
  }
}
