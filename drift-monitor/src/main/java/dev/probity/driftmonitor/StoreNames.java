// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

/** Names of the state stores: they name changelog topics, so they never change. */
final class StoreNames {
  /** Groups of candidates by offset. */
  static final String GROUPS = "groups";

  /** Highest source offset folded, by source partition and release. */
  static final String WATERMARKS = "watermarks";

  /** Highest source offset of an explanation, by source partition and release. */
  static final String EXPLAINED = "explained";

  /** Highest source offset of a refused candidate, by source partition. */
  static final String REFUSED = "refused";

  /** Predictions that wait for their release or their candidate. */
  static final String WAITING = "waiting";

  /** Explanations that wait for their candidate. */
  static final String WAITING_EXPLANATIONS = "waiting-explanations";

  /** Alarms and counters by release. */
  static final String MODELS = "models";

  /** Rows of open windows. */
  static final String SLOTS = "slots";

  /** Rows and labels of closed windows. */
  static final String WINDOWS = "windows";

  /** Decisions and truths by candidate. */
  static final String CASES = "cases";

  private StoreNames() {}
}
