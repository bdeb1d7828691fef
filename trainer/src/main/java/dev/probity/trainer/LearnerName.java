// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** The learners there are. */
public enum LearnerName {
  /** XGBoost, in native code: the usual one. */
  XGBOOST,
  /** Smile, in Java: slower, and without penalties, missing values and sets of categories. */
  SMILE;

  /** How it grows trees unless a search says otherwise. */
  public Boosting boosting() {
    return switch (this) {
      case XGBOOST -> Boosting.DEFAULT;
      case SMILE -> Boosting.PLAIN;
    };
  }

  /** Its name in lower case, such as xgboost. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The learner of a name.
   *
   * @param label such as xgboost
   * @throws IllegalArgumentException naming those there are
   */
  public static LearnerName of(String label) {
    for (LearnerName name : values()) {
      if (name.label().equals(label)) {
        return name;
      }
    }
    throw new IllegalArgumentException(
        "there is no learner "
            + label
            + ". Maybe one of "
            + Arrays.stream(values()).map(LearnerName::label).collect(Collectors.joining(", ")));
  }
}
