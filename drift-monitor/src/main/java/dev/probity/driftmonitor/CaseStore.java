// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import org.jspecify.annotations.Nullable;

/** Where cases survive a restart. What is read is what was written last. */
public interface CaseStore {
  /** The case of a candidate, or null. */
  byte @Nullable [] find(String candidateId);

  /** Remembers the case of a candidate. */
  void save(String candidateId, byte[] state);

  /** Forgets the case of a candidate. */
  void drop(String candidateId);

  /** The candidate at a place of the ring of early truths, or null. */
  @Nullable String early(long place);

  /** Remembers a candidate at a place of the ring of early truths. */
  void saveEarly(long place, String candidateId);

  /** How many truths came early so far. */
  long earlyCount();

  /** How many predictions were refused so far, so that no window holds them. */
  long unfoldedCount();

  /** Remembers how many predictions were refused so far. */
  void saveUnfoldedCount(long count);

  /** Remembers how many truths came early so far. */
  void saveEarlyCount(long count);

  /** Remembers how far event time has come, and whose windows it moves. */
  void saveClock(byte[] clock);

  /** How far event time has come, or null before the first record. */
  byte @Nullable [] clock();

  /** Remembers which candidates were decided, and what moved their alarm last. */
  void saveRefusals(byte[] state);

  /** What {@link #saveRefusals} remembered, or null before the first decision. */
  byte @Nullable [] refusals();

  /** Remembers the alarm on refused candidates in full. */
  void saveRefusalAlarm(byte[] state);

  /** What {@link #saveRefusalAlarm} remembered, or null. */
  byte @Nullable [] refusalAlarm();
}
