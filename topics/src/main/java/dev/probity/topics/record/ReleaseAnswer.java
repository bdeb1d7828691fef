// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.record;

import dev.probity.topics.value.Check;

/**
 * What a person answered to a question of the compliance checklist.
 *
 * @param question the name of the question
 * @param answer the answer in words
 */
public record ReleaseAnswer(String question, String answer) {

  /** Checks the components. */
  public ReleaseAnswer {
    Check.text(question, "question");
    Check.prose(answer, "answer");
  }
}
