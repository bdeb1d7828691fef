// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.monitor;

/** What a figure of a group says about a policy. */
public enum Evidence {
  /** Inside the policy. */
  OK,
  /** Outside the policy, but the interval is not entirely so. */
  WATCH,
  /** The interval lies entirely outside the policy. */
  VIOLATION,
  /** Too few rows to say anything; shown with its counts, never left out. */
  INSUFFICIENT
}
