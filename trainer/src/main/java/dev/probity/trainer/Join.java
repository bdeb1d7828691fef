// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer;

import java.util.Arrays;
import java.util.EnumMap;

/** Joins candidates with their outcomes by hashed id: a merge of two sorted lists. */
final class Join {
  private final HashedIds candidates;
  private final HashedIds outcomes;
  private final boolean[] withdrawn;
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

  Join(HashedIds candidates, HashedIds outcomes, boolean[] withdrawn, long[] observedAt) {
    this.candidates = candidates;
    this.outcomes = outcomes;
    this.withdrawn = withdrawn;
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
      decide(last, end - candidate, outcome, outcomeEnd);
      candidate = end;
      outcome = outcomeEnd;
    }
    strangers += byOutcome.length - outcome;
  }

  /** One candidate: its last record, how many records, and the run of its outcomes. */
  private void decide(int last, int records, int outcome, int outcomeEnd) {
    if (withdrawn[last]) {
      gone += records;
      strangers += outcomeEnd - outcome;
      return;
    }
    replaced += records - 1;
    if (outcome == outcomeEnd) {
      unlabelled++;
      return;
    }
    rows[used] = last;
    truths[used] = latest(outcome, outcomeEnd);
    used++;
    replacedOutcomes += outcomeEnd - outcome - 1;
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
