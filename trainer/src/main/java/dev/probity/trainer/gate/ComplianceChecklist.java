// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.gate;

import dev.probity.topics.record.ReleaseAnswer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a person must have answered before a release is compared on real people. Answers are
 * recorded and judged by whoever approves; only that there are none is refused here.
 */
public final class ComplianceChecklist {
  /** The questions in their order, by name. */
  public static final Map<String, String> QUESTIONS = questions();

  private ComplianceChecklist() {}

  private static Map<String, String> questions() {
    Map<String, String> all = new LinkedHashMap<>();
    all.put(
        "intended-purpose",
        "Is it used only for what its card names as intended use? (AI Act Art. 13(3)(b)(i),"
            + " 26(1))");
    all.put(
        "data-governance",
        "How were its data examined for gaps, errors and bias? (AI Act Art. 10)");
    all.put(
        "human-oversight",
        "Who reviews its decisions, and can they override and stop it? (AI Act Art. 14, 26(2))");
    all.put(
        "people-informed",
        "How are the people scored, and their representatives, told of it? (AI Act Art. 26(7),"
            + " 26(11))");
    all.put(
        "impact-assessment",
        "Where is the assessment of its impact on people's rights? (GDPR Art. 35, AI Act Art. 27)");
    all.put(
        "fallback",
        "What happens to candidates when it is stopped or rolled back? (AI Act Art. 15)");
    return Collections.unmodifiableMap(all);
  }

  /** What came of a set of answers. */
  public sealed interface Outcome {}

  /**
   * Everything was answered.
   *
   * @param answers in the order of the questions
   */
  public record Complete(List<ReleaseAnswer> answers) implements Outcome {}

  /**
   * Something is missing, or answers no question.
   *
   * @param why what and how to go on, for people
   */
  public record Incomplete(String why) implements Outcome {}

  /**
   * Goes through answers.
   *
   * @param given answers by name of the question; blank ones count as none
   */
  public static Outcome of(Map<String, String> given) {
    for (String name : given.keySet()) {
      if (!QUESTIONS.containsKey(name)) {
        return new Incomplete(
            "the checklist has no question "
                + name
                + "\nMaybe one of: "
                + String.join(", ", QUESTIONS.keySet()));
      }
    }
    List<ReleaseAnswer> answers = new ArrayList<>();
    StringBuilder open = new StringBuilder();
    QUESTIONS.forEach(
        (name, question) -> {
          String answer = given.getOrDefault(name, "").strip();
          if (answer.isEmpty()) {
            open.append("\n  ").append(name).append(": ").append(question);
          } else {
            answers.add(new ReleaseAnswer(name, answer));
          }
        });
    return open.isEmpty()
        ? new Complete(answers)
        : new Incomplete(
            "the compliance checklist is not answered:"
                + open
                + "\nMaybe answer with --checklist FILE, or --answer NAME=TEXT for each");
  }
}
