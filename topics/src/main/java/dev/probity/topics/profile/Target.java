// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.profile;

import dev.probity.topics.record.AttributeValue;
import dev.probity.topics.record.ReasonCode;
import dev.probity.topics.value.Check;
import java.util.Map;

/**
 * What is predicted: whether an observed quantity lies inside a band. Example: {@code WAGP} 52,000
 * with the band [0, 45000] lies outside, so its label is not positive and its band {@code 45001+}.
 *
 * @param source the name of the quantity in the outcome's observed values
 * @param label the name for people
 * @param unit the unit of the quantity
 * @param whole whether only whole numbers exist
 * @param low the smallest value that exists
 * @param high the largest value that exists
 * @param bandLow the lower end of the band, included
 * @param bandHigh the upper end of the band, included
 * @param inside the name of the class inside the band
 * @param outside the name of the class outside the band
 * @param positive which of the two is the positive class, the one whose probability is predicted
 * @param favourable which of the two a person would wish for
 */
public record Target(
    String source,
    String label,
    String unit,
    boolean whole,
    double low,
    double high,
    double bandLow,
    double bandHigh,
    String inside,
    String outside,
    String positive,
    String favourable) {

  /** Checks the components. */
  public Target {
    Check.text(source, "source");
    Check.text(label, "label");
    Check.text(unit, "unit");
    Check.finite(low, "low");
    Check.finite(high, "high");
    Check.that(low < high, "range", "two ends, the first below the second");
    Check.that(bandLow <= bandHigh, "band", "two ends, the first not above the second");
    Check.that(low <= bandLow && bandHigh <= high, "band", "within the range");
    Check.that(low < bandLow || bandHigh < high, "band", "not the whole range");
    Check.text(inside, "inside");
    Check.text(outside, "outside");
    Check.that(!inside.equals(outside), "outside", "another name than inside");
    oneOf(positive, "positive", inside, outside);
    oneOf(favourable, "favourable", inside, outside);
  }

  private static void oneOf(String name, String component, String inside, String outside) {
    Check.that(
        inside.equals(name) || outside.equals(name),
        component,
        "one of " + inside + ", " + outside);
  }

  /** The name of the class a decision stands for. */
  public String band(boolean positiveClass) {
    return positiveClass == positive.equals(inside) ? inside : outside;
  }

  /** Whether the positive class is the one a person would wish for. */
  public boolean positiveIsFavourable() {
    return favourable.equals(positive);
  }

  /** The label of what was observed, or what is wrong with it. */
  public Label label(Map<String, AttributeValue> observed) {
    AttributeValue value = observed.get(source);
    String pointer = Violation.pointer("observed", source);
    if (value == null) {
      return new Label.Unknown(new Violation(ReasonCode.SCHEMA, pointer, "present"));
    }
    String number = whole ? "a whole number" : "a number";
    if (!(value instanceof AttributeValue.Number(double amount))
        || (whole && amount != Math.rint(amount))) {
      return new Label.Unknown(new Violation(ReasonCode.TYPE, pointer, number));
    }
    if (amount < low || amount > high) {
      return new Label.Unknown(
          new Violation(ReasonCode.RANGE, pointer, CandidateRules.between(low, high)));
    }
    String band = bandLow <= amount && amount <= bandHigh ? inside : outside;
    return new Label.Known(band.equals(positive), band);
  }
}
