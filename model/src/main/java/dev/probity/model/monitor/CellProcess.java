// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.monitor;

/** An anytime-valid test over records that each fall into one of a few cells. */
public sealed interface CellProcess permits DeviationProcess, ImpactProcess {
  /** How many cells there are. */
  int cells();

  /**
   * Takes one record; evidence changes at the end of a block of 50.
   *
   * @param cell from 0 to {@link #cells()} − 1
   * @return whether a block was completed
   */
  boolean add(int cell);

  /**
   * Takes records whose order is unknown as one block, however many they are; not to be mixed with
   * {@link #add}.
   *
   * @param counts records by cell
   */
  void addBlock(long[] counts);

  /** The decimal logarithm of the e-value after the last complete block; 0 before the first. */
  double log10();

  /**
   * What the process watches, in records of these counts.
   *
   * @param counts records by cell
   * @return NaN when they do not tell
   */
  double value(long[] counts);

  /** Between which values nothing is wrong. */
  Limits limits();

  /**
   * Whether records of these counts lie within the limits, up to one standard error.
   *
   * @param counts records by cell
   * @return false when they do not tell
   */
  boolean within(long[] counts);

  /** Everything the process knows, as numbers; their count never changes. */
  double[] state();

  /**
   * Goes on where {@link #state} was called.
   *
   * @param state what it gave
   * @throws IllegalArgumentException when there are more or fewer numbers
   */
  void restore(double[] state);
}
