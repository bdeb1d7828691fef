// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.run;

import java.util.Locale;

/** How far a run has come. */
public enum RunState {
  /** It goes on, or its process died. */
  RUNNING,
  /** There is a release. */
  FINISHED,
  /** There is none: the data or the learner said no, or a service was away. */
  FAILED,
  /** There is none: a search was given up when its time was over. */
  INCOMPLETE;

  /** The word for it. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The state of a word. */
  public static RunState of(String code) {
    return valueOf(code.toUpperCase(Locale.ROOT));
  }
}
