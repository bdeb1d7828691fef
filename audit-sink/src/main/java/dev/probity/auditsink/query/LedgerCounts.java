// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.query;

import java.util.Map;

/**
 * The terms of the conservation sum, counted over distinct source positions in the ledger and never
 * from process counters. Records of the purpose history and withdrawals are in no term.
 *
 * @param recorded ledger entries
 * @param recordedByTopic ledger entries by topic, under the topic's full name
 * @param projected entries the projection has read; less than {@code recorded} means that scored,
 *     explained and the refusals are not complete yet
 * @param accepted distinct candidate positions to decide on: those whose headers say neither
 *     history nor withdrawal, and those a stage refused, whatever their headers say
 * @param rejected refusals at a door: HTTP or file
 * @param rejectedAfterAcceptance distinct candidate positions refused by a stage behind the topic
 * @param scored distinct candidate positions with a prediction
 * @param explained distinct candidate positions with an explanation
 * @param doubledRows entries that share topic, partition and offset with an earlier one
 * @param contradictions decisions with two differing predictions under one digest and variant
 * @param alertsFired distinct warning and critical alerts that fired
 * @param alertsResolved distinct warning and critical alerts that were resolved
 */
public record LedgerCounts(
    long recorded,
    Map<String, Long> recordedByTopic,
    long projected,
    long accepted,
    long rejected,
    long rejectedAfterAcceptance,
    long scored,
    long explained,
    long doubledRows,
    long contradictions,
    long alertsFired,
    long alertsResolved) {
  public LedgerCounts {
    recordedByTopic = Map.copyOf(recordedByTopic);
  }

  /** Whether every entry is projected, so that all terms are complete. */
  public boolean complete() {
    return projected >= recorded;
  }

  /**
   * Accepted candidates of which nothing came: accepted − scored − rejected after acceptance, plus
   * scored − explained. Example: 100 accepted, 97 scored, 2 refused, 96 explained: 1 + 1 = 2 lost.
   */
  public long lost() {
    return (accepted - scored - rejectedAfterAcceptance) + (scored - explained);
  }

  /** What is held twice or contradicts itself. */
  public long duplicated() {
    return doubledRows + contradictions;
  }
}
