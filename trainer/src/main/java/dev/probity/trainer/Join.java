// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer;

import java.util.Arrays;
import java.util.EnumMap;

/**
 * Joins candidates with their outcomes by hashed id: a merge of two sorted lists. A row shows what
 * was known before the outcome was: of a candidate's records the last that is not later than the
 * outcome. Past cases are published after the fact, so for them the last record counts when all are
 * later; a decided candidate of whom nothing was known in time becomes no row.
 */
final class Join {
  private final HashedIds candidates;
  private final HashedIds outcomes;
  private final Arrivals arrivals;
  private final long[] observedAt;
  private final int[] byCandidate;
  private final int[] byOutcome;
  private final int[] rows;
  private final int[] truths;
  private int used;
  private long replaced;
  private long gone;
  private long unlabelled;
  private long replacedOutcomes;
  private long strangers;
  private long late;

  Join(HashedIds candidates, HashedIds outcomes, Arrivals arrivals, long[] observedAt) {
    this.candidates = candidates;
    this.outcomes = outcomes;
    this.arrivals = arrivals;
    this.observedAt = observedAt;
    this.byCandidate = candidates.ascending();
    this.byOutcome = outcomes.ascending();
    this.rows = new int[byCandidate.length];
    this.truths = new int[byCandidate.length];
    merge();
  }

  /** Places of the candidates that have become rows, ascending by id. */
  int[] rows() {
    return Arrays.copyOf(rows, used);
  }

  /** Place of each row's outcome. */
  int[] truths() {
    return Arrays.copyOf(truths, used);
  }

  void counts(EnumMap<CandidateFate, Long> ofCandidates, EnumMap<OutcomeFate, Long> ofOutcomes) {
    ofCandidates.merge(CandidateFate.USED, (long) used, Long::sum);
    ofCandidates.merge(CandidateFate.REPLACED, replaced, Long::sum);
    ofCandidates.merge(CandidateFate.WITHDRAWN, gone, Long::sum);
    ofCandidates.merge(CandidateFate.UNLABELLED, unlabelled, Long::sum);
    ofCandidates.merge(CandidateFate.LATE, late, Long::sum);
    ofOutcomes.merge(OutcomeFate.USED, (long) used, Long::sum);
    ofOutcomes.merge(OutcomeFate.REPLACED, replacedOutcomes, Long::sum);
    ofOutcomes.merge(OutcomeFate.NO_CANDIDATE, strangers, Long::sum);
  }

  private void merge() {
    int candidate = 0;
    int outcome = 0;
    while (candidate < byCandidate.length) {
      int end = endOfRun(candidates, byCandidate, candidate);
      int last = byCandidate[end - 1];
      while (outcome < byOutcome.length
          && candidates.compare(last, outcomes, byOutcome[outcome]) > 0) {
        strangers++;
        outcome++;
      }
      int outcomeEnd = outcome;
      while (outcomeEnd < byOutcome.length
          && candidates.compare(last, outcomes, byOutcome[outcomeEnd]) == 0) {
        outcomeEnd++;
      }
      decide(candidate, end, outcome, outcomeEnd);
      candidate = end;
      outcome = outcomeEnd;
    }
    strangers += byOutcome.length - outcome;
  }

  /** One candidate: the run of its records, and the run of its outcomes. */
  private void decide(int start, int end, int outcome, int outcomeEnd) {
    int records = end - start;
    if (arrivals.withdrawn(byCandidate[end - 1])) {
      gone += records;
      strangers += outcomeEnd - outcome;
      return;
    }
    if (outcome == outcomeEnd) {
      replaced += records - 1;
      unlabelled++;
      return;
    }
    int truth = latest(outcome, outcomeEnd);
    int row = known(start, end, observedAt[truth]);
    if (row < 0) {
      late += records;
      strangers += outcomeEnd - outcome;
      return;
    }
    replaced += records - 1;
    rows[used] = row;
    truths[used] = truth;
    used++;
    replacedOutcomes += outcomeEnd - outcome - 1;
  }

  /** The record of a candidate that was known at a time; below 0 when there is none. */
  private int known(int start, int end, long at) {
    for (int i = end - 1; i >= start && !arrivals.withdrawn(byCandidate[i]); i--) {
      if (arrivals.at(byCandidate[i]) <= at) {
        return byCandidate[i];
      }
    }
    int last = byCandidate[end - 1];
    return arrivals.past(last) ? last : -1;
  }

  private int latest(int from, int to) {
    int latest = byOutcome[from];
    for (int i = from + 1; i < to; i++) {
      if (observedAt[byOutcome[i]] >= observedAt[latest]) {
        latest = byOutcome[i];
      }
    }
    return latest;
  }

  private static int endOfRun(HashedIds ids, int[] order, int start) {
    int end = start + 1;
    while (end < order.length && ids.compare(order[start], ids, order[end]) == 0) {
      end++;
    }
    return end;
  }
}
