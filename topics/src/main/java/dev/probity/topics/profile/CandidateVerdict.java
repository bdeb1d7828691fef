// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.profile;

import dev.probity.topics.record.ReasonCode;
import dev.probity.topics.value.Check;
import java.util.List;

/** What {@link CandidateRules} say about a candidate. */
public sealed interface CandidateVerdict {

  /** The candidate keeps every rule. */
  record Valid() implements CandidateVerdict {}

  /**
   * The candidate breaks rules.
   *
   * @param violations every broken rule, in the order of the profile; at least one
   */
  record Invalid(List<Violation> violations) implements CandidateVerdict {
    private static final int LONGEST_REASON = 512;

    /** Checks and copies the component. */
    public Invalid {
      violations = Check.copy(violations, "violations");
      Check.that(!violations.isEmpty(), "violations", "at least one");
    }

    /** The coded reason of the reject: that of the first violation. */
    public ReasonCode code() {
      return violations.getFirst().code();
    }

    /** All violations in words, cut to what a reject may carry. */
    public String reason() {
      StringBuilder reason = new StringBuilder();
      for (Violation violation : violations) {
        String words = (reason.isEmpty() ? "" : "; ") + violation.words();
        if (reason.length() + words.length() > LONGEST_REASON - 4) {
          return reason.append(" ...").toString();
        }
        reason.append(words);
      }
      return reason.toString();
    }
  }
}
