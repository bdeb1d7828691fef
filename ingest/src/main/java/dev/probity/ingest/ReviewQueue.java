// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest;

import dev.probity.topics.record.Prediction;
import dev.probity.topics.record.Variant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/**
 * Which decisions a person should look at first: those nearest to the threshold, where the model is
 * least sure, and before them those whose record it could not read in full.
 */
public final class ReviewQueue {
  private static final Comparator<Prediction> ORDER =
      Comparator.comparing((Prediction one) -> one.flags().isEmpty())
          .thenComparingDouble(ReviewQueue::distance)
          .thenComparing(Prediction::candidateId);

  private ReviewQueue() {}

  /**
   * The head of the queue.
   *
   * @param answers the newest answers; those a person decided on are left out
   * @param most how many at most
   * @return predictions of the champion, flagged ones first, then by {@link #distance}
   */
  public static List<Prediction> first(Collection<Answer> answers, int most) {
    return answers.stream()
        .filter(one -> one.oversight() == null)
        .map(Answer::predicted)
        .filter(Objects::nonNull)
        .filter(one -> one.variant() == Variant.CHAMPION)
        .sorted(ORDER)
        .limit(most)
        .toList();
  }

  /**
   * How far the calibrated probability lies from the threshold, |p − t|, from 0 to 1; example: p
   * 0.52 and t 0.5 give 0.02.
   */
  public static double distance(Prediction prediction) {
    return Math.abs(prediction.probability() - prediction.threshold());
  }
}
