// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.evaluate;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One decided row as its file has it. */
public final class EvaluationRow {
  private final double[] numbers;
  private final @Nullable String[] categories;
  private final @Nullable String[] groups;
  private final double probability;
  private final @Nullable Boolean decision;
  private final @Nullable Boolean label;

  /**
   * A row.
   *
   * @param numbers continuous features in the configuration's order; NaN = missing
   * @param categories categorical features in the configuration's order; null = missing
   * @param groups protected attributes in the configuration's order; null = missing
   * @param probability the score in [0, 1], or NaN = missing
   * @param decision whether it was positive, or null
   * @param label the truth, or null
   * @throws IllegalArgumentException when a number is infinite or the score no probability
   */
  public EvaluationRow(
      double[] numbers,
      List<@Nullable String> categories,
      List<@Nullable String> groups,
      double probability,
      @Nullable Boolean decision,
      @Nullable Boolean label) {
    this.numbers = numbers.clone();
    this.categories = categories.toArray(new String[0]);
    this.groups = groups.toArray(new String[0]);
    this.probability = probability;
    this.decision = decision;
    this.label = label;
    if (probability < 0 || probability > 1) {
      throw new IllegalArgumentException(
          "a score must lie in [0, 1]. Maybe a margin was passed in place of a probability");
    }
    for (double number : numbers) {
      if (Double.isInfinite(number)) {
        throw new IllegalArgumentException("a feature must be finite or missing");
      }
    }
  }

  double number(int feature) {
    return numbers[feature];
  }

  int numbers() {
    return numbers.length;
  }

  @Nullable String category(int feature) {
    return categories[feature];
  }

  int categories() {
    return categories.length;
  }

  @Nullable String group(int attribute) {
    return groups[attribute];
  }

  int groups() {
    return groups.length;
  }

  double probability() {
    return probability;
  }

  @Nullable Boolean decision() {
    return decision;
  }

  @Nullable Boolean label() {
    return label;
  }
}
