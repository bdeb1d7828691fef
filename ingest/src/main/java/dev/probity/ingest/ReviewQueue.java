// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest;

import dev.probity.topics.Topics;
import dev.probity.topics.codec.Decoded;
import dev.probity.topics.record.OversightAction;
import dev.probity.topics.record.OversightDecision;
import dev.probity.topics.record.Prediction;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which decisions a person should look at first: contested ones, of which the one due first; then
 * those whose record the model could not read in full; then those nearest to the threshold, where
 * the model is least sure.
 */
public final class ReviewQueue {
  private static final Comparator<Item> ORDER =
      Comparator.comparing(Item::dueAt, Comparator.nullsLast(Comparator.naturalOrder()))
          .thenComparing((Item one) -> one.prediction().flags().isEmpty())
          .thenComparingDouble(one -> distance(one.prediction()))
          .thenComparing(one -> one.prediction().candidateId());

  private ReviewQueue() {}

  /**
   * A decision that waits for a person.
   *
   * @param prediction the decision
   * @param dueAt until when the contest of it must be answered; null when it is not contested
   */
  public record Item(Prediction prediction, @Nullable Instant dueAt) {}

  /**
   * The head of the queue.
   *
   * @param answers the newest answers; those a person confirmed or overrode are left out
   * @param most how many at most
   * @return decisions, not what was only asked for: contested ones by due date, then flagged ones,
   *     then by {@link #distance}
   */
  public static List<Item> first(Collection<Answer> answers, int most) {
    return answers.stream()
        .map(ReviewQueue::item)
        .filter(Objects::nonNull)
        .filter(one -> one.prediction().decides())
        .sorted(ORDER)
        .limit(most)
        .toList();
  }

  private static @Nullable Item item(Answer answer) {
    Prediction prediction = answer.predicted();
    if (prediction == null || answer.oversight() == null) {
      return prediction == null ? null : new Item(prediction, null);
    }
    return Topics.OVERSIGHT.codec().decode(answer.oversight().toArray())
                instanceof Decoded.Valid<OversightDecision>(OversightDecision last)
            && (last.action() == OversightAction.DEFERRED
                || last.action() == OversightAction.CONTESTED)
        ? new Item(prediction, last.dueAt())
        : null;
  }

  /**
   * How far the calibrated probability lies from the threshold, |p − t|, from 0 to 1; example: p
   * 0.52 and t 0.5 give 0.02.
   */
  public static double distance(Prediction prediction) {
    return Math.abs(prediction.probability() - prediction.threshold());
  }
}
