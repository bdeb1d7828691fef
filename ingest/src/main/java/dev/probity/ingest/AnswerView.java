// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The newest answers by candidate, at most a fixed number: a view of the topics' tail, lost on
 * restart and read again. Older answers are the ledger's to give. Safe for several threads.
 */
public final class AnswerView {
  private final Map<String, Answer> answers;

  /** Keeps at most {@code capacity} answers. */
  public AnswerView(int capacity) {
    if (capacity < 1) {
      throw new IllegalArgumentException("capacity " + capacity + ", expected 1 or more");
    }
    this.answers =
        new LinkedHashMap<>() {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<String, Answer> eldest) {
            return size() > capacity;
          }
        };
  }

  /** The answer to a candidate, or null when it is not among the newest. */
  public synchronized @Nullable Answer get(String candidateId) {
    return answers.get(candidateId);
  }

  /** Moves a candidate on, from {@link Answer#ACCEPTED} when it was not known. */
  public synchronized void update(String candidateId, UnaryOperator<Answer> step) {
    answers.put(candidateId, step.apply(answers.getOrDefault(candidateId, Answer.ACCEPTED)));
  }

  /** All answers held, as they stand now. */
  public synchronized List<Answer> all() {
    return List.copyOf(answers.values());
  }

  /** How many answers are held. */
  public synchronized int size() {
    return answers.size();
  }
}
