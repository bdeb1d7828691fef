// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest;

import dev.probity.topics.record.AuditEntry;
import dev.probity.topics.value.Bytes;
import java.time.Instant;

/** One thing a receiver is told: the same thing is the same bytes under the same id. */
public sealed interface WebhookCall permits DecisionCall, ReleaseCall {

  /** What a receiver that has seen it drops it by. */
  String id();

  /** Calls that agree in this are made one after the other. */
  String order();

  /** The JSON. */
  Bytes body();

  /**
   * What the ledger has of a call the receiver refused for good.
   *
   * @param status the HTTP status of its answer
   * @param instance the instance of this module
   * @param at when
   */
  AuditEntry refused(int status, String instance, Instant at);
}
