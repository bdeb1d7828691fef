// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ComplianceChecklistTest {

  @Test
  void everyQuestionIsAskedAndAnswersKeepTheirOrder() {
    Map<String, String> answers = new HashMap<>();
    ComplianceChecklist.QUESTIONS.keySet().forEach(name -> answers.put(name, "see " + name));
    ComplianceChecklist.Complete complete =
        assertInstanceOf(ComplianceChecklist.Complete.class, ComplianceChecklist.of(answers));
    assertEquals(
        List.copyOf(ComplianceChecklist.QUESTIONS.keySet()),
        complete.answers().stream().map(one -> one.question()).toList());
  }

  @Test
  void anyQuestionWithoutAnswerIsNamed() {
    for (String left : ComplianceChecklist.QUESTIONS.keySet()) {
      Map<String, String> answers = new HashMap<>();
      ComplianceChecklist.QUESTIONS.keySet().forEach(name -> answers.put(name, "yes"));
      answers.put(left, "  ");
      String why = incomplete(answers);
      assertTrue(why.contains("\n  " + left + ": "), why);
      assertEquals(3, why.lines().count(), why);
    }
  }

  @Test
  void answerToNoQuestionIsRefused() {
    assertTrue(incomplete(Map.of("purpose", "yes")).contains("no question purpose"));
  }

  private static String incomplete(Map<String, String> answers) {
    return assertInstanceOf(ComplianceChecklist.Incomplete.class, ComplianceChecklist.of(answers))
        .why();
  }
}
