// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer;

import dev.probity.topics.record.OffsetRange;
import dev.probity.topics.record.Retraining;
import dev.probity.topics.record.RetrainingState;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * When a trainer asks by itself for a training: so many days after the last one, or when so many
 * outcomes have come since. What was asked and done before stands on the retraining topic, so a
 * trainer that starts anew counts on where the last one ended.
 *
 * @param model the model it is about
 * @param everyDays days between two trainings; 0 for no such rule
 * @param afterOutcomes outcomes between two trainings; 0 for no such rule
 */
public record RetrainingSchedule(String model, int everyDays, int afterOutcomes) {
  /** A training that has said nothing for so long is not under way any more. */
  private static final Duration FORGOTTEN = Duration.ofDays(1);

  /** Whether it has a rule at all. */
  public boolean isWanted() {
    return everyDays > 0 || afterOutcomes > 0;
  }

  /**
   * Why a training is due, in words.
   *
   * <p>With 5,000 asked for, ends {@code {o-0=9000, o-1=7000}} and a training that covered {@code
   * {o-0=[0, 6000), o-1=[0, 5000)}}, 3,000 + 2,000 = 5,000 outcomes are new: due.
   *
   * @param history all records of the retraining topic, oldest first
   * @param outcomeEnds where each partition of the outcomes topic ends, by topic-partition
   * @param since from when days are counted while nothing was trained
   * @param now the time
   * @return null while none is due, or one is under way
   */
  public @Nullable String due(
      List<Retraining> history, Map<String, Long> outcomeEnds, Instant since, Instant now) {
    Map<String, Long> covered = new HashMap<>();
    Retraining last = null;
    Instant asked = since;
    for (Retraining step : history) {
      if (step.model().equals(model) && step.state() != RetrainingState.BLOCKED) {
        last = step;
        asked = step.at();
        step.inputOffsets().forEach((where, range) -> cover(covered, where, range));
      }
    }
    if (last != null && isOpen(last.state()) && now.isBefore(last.at().plus(FORGOTTEN))) {
      return null;
    }
    long outcomes = outcomeEnds.values().stream().mapToLong(Long::longValue).sum();
    if (everyDays > 0 && outcomes > 0 && !now.isBefore(asked.plus(Duration.ofDays(everyDays)))) {
      return "%d days since the last training".formatted(everyDays);
    }
    long fresh =
        outcomeEnds.entrySet().stream()
            .mapToLong(end -> Math.max(0, end.getValue() - covered.getOrDefault(end.getKey(), 0L)))
            .sum();
    return afterOutcomes > 0 && fresh >= afterOutcomes
        ? "%,d new outcomes since the last training".formatted(fresh)
        : null;
  }

  private static void cover(Map<String, Long> covered, String where, OffsetRange range) {
    covered.merge(where, range.to(), Math::max);
  }

  private static boolean isOpen(RetrainingState state) {
    return switch (state) {
      case REQUESTED, STARTED -> true;
      case BLOCKED, GATED, APPROVED, FINISHED, FAILED -> false;
    };
  }
}
