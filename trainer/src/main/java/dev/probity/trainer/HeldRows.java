// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer;

/** Rows a learner holds in its own memory until they are closed, and the growths upon them. */
public interface HeldRows extends AutoCloseable {
  /**
   * Begins to grow; any number of growths may be under way, one thread.
   *
   * @param boosting how
   * @param seed of whatever is drawn at random
   */
  Growth begin(Boosting boosting, long seed);

  /** Lets go of the rows and of every growth upon them. */
  @Override
  void close();
}
