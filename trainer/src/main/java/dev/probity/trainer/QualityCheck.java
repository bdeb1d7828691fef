// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer;

/**
 * What one check said of a data set.
 *
 * @param name which check
 * @param outcome passed, worth a note, or blocking
 * @param detail what was found, against what
 */
public record QualityCheck(String name, Outcome outcome, String detail) {
  /** What a check may say. */
  public enum Outcome {
    /** As it should be. */
    PASSED,
    /** Worth a look; training goes on. */
    NOTED,
    /** Nothing is trained on this data set. */
    BLOCKED
  }
}
