// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import org.jspecify.annotations.Nullable;

/**
 * Where the state of one release survives a restart: a few small values that are overwritten, never
 * appended to. What is read is what was written last.
 */
public interface MonitorStore {
  /** How far the release's stream is, written with every record. */
  void saveProgress(byte[] progress);

  /** How far the release's stream is, or null before the first record. */
  byte @Nullable [] progress();

  /** The alarms in full, as they stood some records ago. */
  void saveAlarms(byte[] alarms);

  /** The alarms in full, or null when they were never written. */
  byte @Nullable [] alarms();

  /** A part of the alarms that move with whole rows. */
  void saveRowAlarms(String part, byte[] alarms);

  /** A part of the alarms that move with whole rows, or null when it was never written. */
  byte @Nullable [] rowAlarms(String part);

  /** The open window of reviews. */
  void saveReviews(byte[] reviews);

  /** The open window of reviews, or null before the first review. */
  byte @Nullable [] reviews();

  /** A block of rows of the open window; the next window overwrites it. */
  void saveOpenRows(int block, byte[] rows);

  /** A block of rows of the open window. */
  byte @Nullable [] openRows(int block);

  /** Scores and decisions of a closed window. */
  void saveRows(long window, byte[] rows);

  /** Scores and decisions of a closed window, or null when it is kept no longer. */
  byte @Nullable [] rows(long window);

  /** Labels of a window. */
  void saveLabels(long window, byte[] labels);

  /** Labels of a window, or null when there are none. */
  byte @Nullable [] labels(long window);

  /** Forgets a closed window. */
  void drop(long window);

  /** The open window of explanations. */
  void saveAttribution(byte[] attribution);

  /** The open window of explanations, or null before the first. */
  byte @Nullable [] attribution();

  /** How far the windows of event time are. */
  void saveEventProgress(byte[] progress);

  /** How far the windows of event time are, or null before the first record. */
  byte @Nullable [] eventProgress();

  /** A part of the windows of event time: an hour, truths that wait, a revision. */
  void saveEvent(String part, byte[] value);

  /** A part of the windows of event time, or null when there is none. */
  byte @Nullable [] event(String part);

  /** Forgets a part of the windows of event time. */
  void dropEvent(String part);
}
