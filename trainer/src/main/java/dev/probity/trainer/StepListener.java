// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer;

/** Is told how far a training has come. */
@FunctionalInterface
public interface StepListener {
  /** Hears nothing. */
  StepListener SILENT = (step, count) -> {};

  /**
   * A step is done.
   *
   * @param step which
   * @param count how much, in the step's unit
   */
  void done(Step step, long count);
}
