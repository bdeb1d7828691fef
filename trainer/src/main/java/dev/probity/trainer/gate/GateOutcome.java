// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.gate;

/** What came of one check. */
public enum GateOutcome {
  /** Within the policy. */
  PASSED,
  /** Outside the policy, but its 95 % interval is not entirely: shown, and no reason to refuse. */
  WATCH,
  /** Nothing to judge by, such as no champion to compare with: shown, and no reason to refuse. */
  SKIPPED,
  /** A standing finding that a person waived. */
  WAIVED,
  /** Outside the policy: the release is refused. */
  FAILED
}
