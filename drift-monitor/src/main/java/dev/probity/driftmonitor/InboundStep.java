// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

/** What is done with the records of one outside topic. */
interface InboundStep {
  /** Takes one record. */
  void take(InboundRecord inbound, Exits exits);

  /** Looks after what waits; called about every second. */
  default void tend(Exits exits) {}
}
