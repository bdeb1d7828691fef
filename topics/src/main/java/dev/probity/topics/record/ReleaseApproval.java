// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.record;

import dev.probity.topics.value.Check;
import java.time.Instant;

/**
 * Who let a release go.
 *
 * @param approvedBy who approved it
 * @param approvedAt when
 * @param reason why
 */
public record ReleaseApproval(String approvedBy, Instant approvedAt, String reason) {

  /** Checks and copies the components. */
  public ReleaseApproval {
    Check.text(approvedBy, "approvedBy");
    approvedAt = Check.millis(approvedAt, "approvedAt");
    Check.prose(reason, "reason");
  }
}
