// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.flow;

import java.util.List;
import java.util.Map;

/**
 * Where the accounts of a ledger stand, so that they can be taken up without reading all of it.
 *
 * @param next first entry behind those that are told here
 * @param candidates by partition, the offset behind the last candidate
 * @param sources by partition, the offset behind the last candidate that was predicted
 * @param predictions by partition, the offset behind the last prediction
 * @param notScored candidates of which nothing came
 * @param notExplained candidates whose prediction has no end
 * @param early ends of candidates that are not recorded themselves yet
 * @param earlyExplained candidates whose explanation is recorded and whose prediction is not yet
 * @param sequences by topic and partition, the number of the next entry
 * @param unrecorded numbers below these that no entry has
 */
public record Standing(
    long next,
    Map<Integer, Long> candidates,
    Map<Integer, Long> sources,
    Map<Integer, Long> predictions,
    List<Place> notScored,
    List<Place> notExplained,
    List<Place> early,
    List<Place> earlyExplained,
    Map<String, Long> sequences,
    long unrecorded) {
  /** Copies all. */
  public Standing {
    candidates = Map.copyOf(candidates);
    sources = Map.copyOf(sources);
    predictions = Map.copyOf(predictions);
    notScored = List.copyOf(notScored);
    notExplained = List.copyOf(notExplained);
    early = List.copyOf(early);
    earlyExplained = List.copyOf(earlyExplained);
    sequences = Map.copyOf(sequences);
  }

  /**
   * A candidate by its position.
   *
   * @param partition of the candidates
   * @param offset in it
   */
  public record Place(int partition, long offset) {}
}
