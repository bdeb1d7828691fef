// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest;

import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The newest answers by candidate, at most a fixed number: a view of the topics' tail, lost on
 * restart and read again. Older answers are the ledger's to give. Safe for several threads.
 */
public final class AnswerView {
  private final Map<String, Answer> answers;
  private final BiConsumer<String, Answer> moved;
  private final Set<String> withdrawn = new HashSet<>();

  /** Keeps at most {@code capacity} answers. */
  public AnswerView(int capacity) {
    this(capacity, (candidateId, answer) -> {});
  }

  /**
   * The same, and tells of each move.
   *
   * @param moved told of a candidate and its answer by now, and must not wait
   */
  public AnswerView(int capacity, BiConsumer<String, Answer> moved) {
    if (capacity < 1) {
      throw new IllegalArgumentException("capacity " + capacity + ", expected 1 or more");
    }
    this.moved = moved;
    this.answers =
        new LinkedHashMap<>() {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<String, Answer> eldest) {
            boolean full = size() > capacity;
            if (full) {
              withdrawn.remove(eldest.getKey());
            }
            return full;
          }
        };
  }

  /** The answer to a candidate, or null when it is not among the newest. */
  public synchronized @Nullable Answer get(String candidateId) {
    return answers.get(candidateId);
  }

  /**
   * A new event about a candidate is on its way: what came of the one before is no answer to it.
   *
   * @return the answer until now; null when there was none
   */
  public synchronized @Nullable Answer supersede(String candidateId) {
    return answers.put(candidateId, Answer.ACCEPTED);
  }

  /** The new event did not get through: the answer before it stands again. */
  public synchronized void restore(String candidateId, @Nullable Answer before) {
    if (Answer.ACCEPTED.equals(answers.get(candidateId))) {
      if (before == null) {
        answers.remove(candidateId);
        withdrawn.remove(candidateId);
      } else {
        answers.put(candidateId, before);
      }
    }
  }

  /**
   * Waits until a candidate is explained or refused.
   *
   * @param patience how long at most
   * @param nanoTime tells how much of it is over
   * @return the answer by then, whatever it is; null when none is held
   */
  public synchronized @Nullable Answer await(
      String candidateId, Duration patience, LongSupplier nanoTime) throws InterruptedException {
    long deadline = nanoTime.getAsLong() + patience.toNanos();
    Answer answer = answers.get(candidateId);
    long left = patience.toMillis();
    while (left > 0 && (answer == null || !answer.isFinal())) {
      wait(left);
      answer = answers.get(candidateId);
      left = Duration.ofNanos(deadline - nanoTime.getAsLong()).toMillis();
    }
    return answer;
  }

  /** Moves a candidate on, from {@link Answer#ACCEPTED} when it was not known. */
  public synchronized void update(String candidateId, UnaryOperator<Answer> step) {
    Answer now = step.apply(answers.getOrDefault(candidateId, Answer.ACCEPTED));
    answers.put(candidateId, now);
    moved.accept(candidateId, now);
    notifyAll();
  }

  /** The newest event about the candidate is that it takes part no longer; its answer stays. */
  public synchronized void withdraw(String candidateId) {
    answers.putIfAbsent(candidateId, Answer.ACCEPTED);
    withdrawn.add(candidateId);
  }

  /** The newest event about the candidate is itself: whoever withdrew takes part again. */
  public synchronized void submitted(String candidateId) {
    withdrawn.remove(candidateId);
  }

  /** Whether the candidate takes part no longer; false also when its answer is not held. */
  public synchronized boolean isWithdrawn(String candidateId) {
    return withdrawn.contains(candidateId);
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
