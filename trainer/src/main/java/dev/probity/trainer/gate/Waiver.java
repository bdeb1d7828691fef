// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.gate;

import dev.probity.topics.value.Check;

/**
 * A person's decision to let a release go in spite of a standing finding.
 *
 * @param finding the name of the check, such as {@code impactRatio[RAC1P=2]}
 * @param actor who decided, the subject of a token
 * @param reason why
 */
public record Waiver(String finding, String actor, String reason) {
  /** Checks the components. */
  public Waiver {
    Check.text(finding, "finding");
    Check.text(actor, "actor");
    Check.prose(reason, "reason");
  }
}
