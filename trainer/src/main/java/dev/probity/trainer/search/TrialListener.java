// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.search;

import org.jspecify.annotations.Nullable;

/** Hears how a search goes, and may give it up; what it knows of the time decides nothing else. */
public interface TrialListener {
  /** Hears nothing and never gives up. */
  TrialListener SILENT = row -> null;

  /**
   * A trial has reached a rung.
   *
   * @return null to go on; otherwise why the search is given up
   */
  @Nullable String reached(TrialRow row);

  /**
   * The last rung is over.
   *
   * @param finalist one of those that reached it
   */
  default void judged(Finalist finalist) {}
}
